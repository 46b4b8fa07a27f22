"""The page Sweep on a real server with real workers: trained once, and never again."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsing import check_page
from tests.conftest import Server

pytestmark = [pytest.mark.slow, pytest.mark.more]
LINK = (
    "/sweep?sweep_cells=GRU&sweep_keep=1&recall_values_gap=3%2C4&sweep_seeds=3&sweep_m=8&sweep_updates=150"
    "&recall_symbols=2"
)


@pytest.fixture
def trainer():
    """A server that keeps its runs in a folder of its own."""
    server = Server()
    yield server
    server.stop()


def test_a_sweep_is_trained_and_after_a_reload_everything_is_there(trainer, visit):
    page, home = visit(LINK, at=trainer.url, drawn=False), Path(trainer.home)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("0 of 6 runs are done.")).to_be_visible(timeout=60_000)
    expect(main.get_by_text("Nothing of this sweep is trained yet.")).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(main.get_by_text("6 of 6 runs are done.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
    expect(main.get_by_text("At gap 4, 3 of 3 seeds of GRU solved the task.")).to_be_visible()
    check_page(page)
    page.reload()
    expect(main.get_by_text("6 of 6 runs are done.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    with closing(sqlite3.connect(home / "runs.sqlite")) as database:
        assert database.execute("SELECT COUNT(*) FROM runs").fetchone() == (2,)  # three seeds each
    with closing(sqlite3.connect(home / "results.sqlite")) as database:
        assert database.execute("SELECT COUNT(*) FROM results").fetchone() == (6,)


def test_what_is_varied_stands_in_the_link_by_its_name_and_the_figures_are_there_at_once(visit):
    page = visit("/sweep", drawn=False)
    expect(page.locator(".gs-plots[data-rendered]")).to_have_count(2)
    page.get_by_role("combobox", name="Varied").click()
    page.get_by_role("option", name="Forget/update-gate bias").click()
    expect(page).to_have_url(re.compile("recall_over=keep"))
    page.reload()
    expect(page.get_by_role("textbox", name="Values", exact=True)).to_have_value("as drawn, 0, 1, 3, chrono")
    expect(page.get_by_text("which does not exist")).to_have_count(0)
    check_page(page)
