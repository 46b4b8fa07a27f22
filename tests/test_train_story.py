"""The Train page on a real server with real workers: from the button to the link that is opened again."""

import pytest

from tests.browsing import WIDE, check_page
from tests.conftest import Server

pytestmark = pytest.mark.slow
LINK = "/train?cell=GRU&racer2=RNN&racer3=none&recall_gap=10&train_m=8&train_updates=20000&train_early=no"


@pytest.fixture
def trainer(tmp_path, monkeypatch):
    """A server that keeps its runs in a folder of its own."""
    monkeypatch.setenv("GATESCOPE_HOME", str(tmp_path))
    server = Server()
    yield server
    server.stop()


def step_of(page) -> int:
    return int(page.locator(".gs-racer progress").first.evaluate("(one) => one.value"))


def test_train_pause_step_rewind_and_open_the_link_again(trainer, visit):
    page = visit(LINK, at=trainer.url, drawn=False)
    page.wait_for_selector(".gs-live[data-drawn]", timeout=60_000)
    assert page.locator("[data-key=probe]").is_visible() and not page.locator("[data-key=loss]").is_visible()
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => document.querySelector('.gs-racer progress')?.value > 5", timeout=60_000)
    page.wait_for_function("() => location.search.includes('runs=')")
    page.locator("[data-key=loss] .gs-sentence", has_text="stands at").wait_for(timeout=30_000)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => document.querySelectorAll('[data-state=paused]').length === 2", timeout=30_000)
    stood = step_of(page)
    page.get_by_role("button", name="Step").click()
    page.wait_for_function("(k) => document.querySelector('.gs-racer progress').value === k", arg=stood + 1)
    check_page(page)

    other = visit(page.url.removeprefix(trainer.url), at=trainer.url, size=WIDE, drawn=False)
    other.wait_for_selector("[data-state=paused]", timeout=60_000)
    assert step_of(other) == stood + 1
    other.get_by_role("button", name="Rewind").click()
    page.wait_for_function("() => document.querySelector('.gs-racer progress').value === 0", timeout=30_000)
    page.get_by_role("button", name="Resume").click()
    other.wait_for_function("() => document.querySelector('.gs-racer progress').value > 5", timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    other.wait_for_function("() => document.querySelectorAll('[data-state=ended]').length === 2", timeout=30_000)
    assert all("cancelled" in told for told in other.locator(".gs-told").all_inner_texts())
