"""The pages Inspect and Runs in a real browser on a real server."""

import re

import pytest

from explainer.runs.loading import checkpoint_steps
from tests.browser.test_board import choose, redraw
from tests.browsing import DRAWN, SIZE_AND_THEME, check_both_themes, wait_until_contains, wait_until_equal

pytestmark = pytest.mark.slow


def test_a_gate_is_held_and_the_weights_are_taken_to_the_sequence_page(visit):
    page = visit("/inspect?run=recall-lstm")
    page.get_by_text("accuracy 100.0% over 512 test sequences").wait_for()
    redraw(page, lambda: choose(page, "Hold", "f"))
    page.get_by_text(re.compile(r"With f held at 1 in every unit")).wait_for()
    slider = page.get_by_role("slider", name="Value")
    slider.focus()
    redraw(page, lambda: page.keyboard.press("Home"))
    page.get_by_text(re.compile(r"With f held at 0 .* gets worse: 100.0% →")).wait_for()
    wait_until_contains(page.locator(".gs-equation[data-name=f]").inner_text, "held, not computed")
    page.get_by_test_id("stMain").get_by_role("link", name="Sequence").click()
    page.get_by_text(f"trained on delayed recall, after {checkpoint_steps('recall-lstm')[-1]} updates").first.wait_for()
    page.wait_for_selector(DRAWN)
    page.wait_for_url(lambda url: "run=recall-lstm" in url and "start=trained" in url)
    page.get_by_text(re.compile("f held at 0 from step 1 on")).wait_for()


def test_training_time_is_moved_by_keyboard_and_stands_in_the_link(visit):
    page = visit("/inspect?run=recall-gru")
    slider = page.get_by_role("slider", name="Checkpoint, in updates")
    slider.focus()
    redraw(page, lambda: page.keyboard.press("Home"))
    page.get_by_text("Before the first update").wait_for()
    page.wait_for_function("() => location.search.includes('at=0')")
    page.reload()
    page.wait_for_selector(DRAWN)
    page.get_by_text("Before the first update").wait_for()


@pytest.mark.more
def test_own_symbols_stand_in_the_link_and_wrong_ones_are_explained(visit):
    page = visit("/inspect?run=latch-lstm&input=text&symbols=set+.+.+reset+.")
    wait_until_equal(page.locator(".gs-chip").all_inner_texts, ["set", "·", "·", "reset", "·"])
    page.get_by_label("Text", exact=True).fill("set off")
    page.keyboard.press("Control+Enter")
    page.get_by_text("“off”, symbol 2, is not a symbol of this run").wait_for()
    assert page.get_by_label("Text", exact=True).input_value() == "set off"


@pytest.mark.more
def test_runs_are_filtered_compared_and_taken_along(visit):
    page = visit("/runs", drawn=False)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    choose(page, "Task", "Delayed recall")
    page.get_by_text(re.compile(r"Latest loss of each run.*recall-gru")).wait_for()
    with page.expect_download() as file:
        page.get_by_role("button", name="Download (zip)").click()
    assert file.value.suggested_filename.startswith("recall-")
    assert page.get_by_role("button", name=re.compile("Delete")).count() == 0
    page.get_by_test_id("stMain").get_by_role("link", name="Inspect").click()
    page.get_by_role("heading", name=re.compile("on delayed recall")).wait_for()


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_pages_are_accessible_and_never_scroll_sideways(visit, size, theme):
    check_both_themes(visit("/inspect?run=counting-lstm&hold=f", size=size, color_scheme=theme), theme)
    page = visit("/runs", drawn=False, size=size, color_scheme=theme)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    check_both_themes(page, theme)
