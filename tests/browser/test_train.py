"""The Train page on a real server with real workers: from the button to the link that is opened again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import WIDE, check_page, wait_until_equal
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
    return int(page.locator(".gs-run progress").first.evaluate("(one) => one.value"))


def test_train_pause_step_rewind_and_open_the_link_again(trainer, visit):
    page = visit(LINK, at=trainer.url, drawn=False)
    page.wait_for_selector(".gs-live[data-rendered]", timeout=60_000)
    assert page.locator("[data-key=probe]").is_visible() and not page.locator("[data-key=loss]").is_visible()
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => document.querySelector('.gs-run progress')?.value > 5", timeout=60_000)
    page.wait_for_function("() => location.search.includes('runs=')")
    page.locator("[data-key=loss] .gs-sentence", has_text="The loss is").wait_for(timeout=30_000)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => document.querySelectorAll('[data-state=paused]').length === 2", timeout=30_000)
    expect(page.locator(".gs-facts").first).to_contain_text(re.compile(", (eager|graph|fused), float32"))
    expect(page.get_by_text("Runs are computed by its processor").or_(page.get_by_text("takes the"))).to_be_attached()
    stood = step_of(page)
    page.get_by_role("button", name="Step").click()
    page.wait_for_function("(k) => document.querySelector('.gs-run progress').value === k", arg=stood + 1)
    check_page(page)

    other = page.context.new_page()  # another tab of the same visitor
    other.goto(page.url)
    other.wait_for_selector("[data-state=paused]", timeout=60_000)
    wait_until_equal(lambda: step_of(other), stood + 1)
    other.get_by_role("button", name="Rewind").click()
    page.wait_for_function("() => document.querySelector('.gs-run progress').value === 0", timeout=30_000)
    page.get_by_role("button", name="Resume").click()
    other.wait_for_function("() => document.querySelector('.gs-run progress').value > 5", timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    other.wait_for_function("() => document.querySelectorAll('[data-state=ended]').length === 2", timeout=30_000)
    statuses = other.locator(".gs-status").all_inner_texts
    wait_until_equal(lambda: all("cancelled" in status for status in statuses()), True)


@pytest.mark.more
def test_the_weights_of_step_50_load_and_the_curves_are_there_when_the_link_is_followed_again(trainer, visit):
    page = visit(LINK, at=trainer.url, drawn=False)
    page.get_by_test_id("stBidiComponentRegular").get_by_role("button", name="Train", exact=True).click()
    reach(page, 5)
    page.wait_for_function("() => location.search.includes('runs=')")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => document.querySelectorAll('[data-state=paused]').length === 2")
    page.get_by_role("button", name="Rewind").click()
    page.wait_for_function("() => document.querySelector('.gs-run progress').value === 0")
    page.get_by_role("button", name="Resume").click()
    reach(page, 60)
    link, run = page.url, page.locator(".gs-run").first.get_attribute("data-run")

    stage = visit(f"/cell?start=trained&run={run}&at=50", at=trainer.url, drawn=False)
    stage.wait_for_selector(".gs-stage[data-rendered]", timeout=60_000)
    stage.get_by_text("trained on delayed recall, after 50 updates").first.wait_for(timeout=60_000)
    start = visit(f"/inspect?run={run}&at=0", at=trainer.url, size=WIDE)
    start.get_by_text("Before the first update").wait_for()

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(link)
    page.locator("[data-key=loss] .gs-sentence", has_text="The loss is").wait_for(timeout=60_000)
    reach(page, 60)
    expect(page.locator(".gs-run")).to_have_count(2)
    page.get_by_role("link", name="All runs").click()
    page.get_by_text(f"({run})").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Delete …").wait_for()  # it is still the same visitor

    stranger = visit("/runs", at=trainer.url, drawn=False)
    stranger.get_by_text("(adding-gru)").first.wait_for(timeout=60_000)
    stranger.get_by_text("Link to share:").wait_for()
    assert run not in stranger.content()
    assert stranger.get_by_role("button", name="Delete …").count() == 0


def reach(page, step: int) -> None:
    """Wait until the first run has come so far."""
    so_far = "(step) => document.querySelector('.gs-run progress')?.value >= step"
    page.wait_for_function(so_far, arg=step, timeout=60_000)
