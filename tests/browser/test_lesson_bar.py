"""The lesson bar in a real browser: predictions, tasks, progress, history, and what it points at."""

import re

import pytest
from playwright.sync_api import expect

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.look_targets import LOOK_TARGETS, look_target
from explainer.lessons.course.step_link import find_step, step_link
from tests.browser.lesson_actions import ACTIONS
from tests.browsing import SIZE_AND_THEME, check_both_themes, wait_until_idle

pytestmark = pytest.mark.slow
VISIBILITY = "(selector) => getComputedStyle(document.querySelector(selector)).visibility"


def open_step(visit, name: str, **options):
    """Open a step in a browser that knows nothing yet; return the page and its bar."""
    page = visit(step_link(*find_step(name)), drawn=False, **options)
    return page, bar_of(page, name)


def bar_of(page, name: str):
    bar = page.locator(".gs-lesson")
    expect(bar).to_have_attribute("data-step", name)
    return bar


def wait_for_stage(page) -> None:
    expect(page.locator(".gs-stage[data-frame]")).to_be_visible()
    wait_until_idle(page)


def test_a_prediction_a_task_and_the_way_back(visit):
    page, bar = open_step(visit, "lstm.keep")
    wait_for_stage(page)
    assert page.evaluate(VISIBILITY, ".gs-overviews") == "hidden"
    assert bar.locator(".gs-lesson-answer").is_disabled()
    bar.get_by_role("radio").nth(0).check()
    bar.locator(".gs-lesson-answer").click()
    expect(bar.locator(".gs-lesson-wrong")).to_be_visible()
    expect(bar.locator(".gs-lesson-verdict")).to_contain_text("The name misleads")
    expect(page.locator(".gs-overviews")).to_be_visible()
    bar.get_by_role("radio").nth(1).check()
    bar.get_by_role("button", name="Answer again").click()
    expect(bar.locator(".gs-lesson-right")).to_be_visible()
    expect(bar.locator(".gs-lesson-option").nth(0)).to_contain_text("your first answer")
    page.reload()
    bar = bar_of(page, "lstm.keep")
    expect(bar.locator(".gs-lesson-right")).to_be_visible()
    expect(bar.get_by_role("radio").nth(1)).to_be_checked()

    bar.get_by_role("link", name="Next").click()
    bar = bar_of(page, "lstm.shut")
    expect(bar.get_by_role("link", name="Skip")).to_be_visible()
    wait_for_stage(page)
    ACTIONS["lstm.shut"](page)
    expect(bar.locator(".gs-lesson-task-done")).to_be_visible()
    expect(bar.locator(".gs-lesson-progress")).to_contain_text("unit 1 gives 0 to the new one")
    page.wait_for_url(re.compile("f%401%3A0"))
    assert "lesson=lstm.shut" in page.url
    bar.get_by_role("link", name=re.compile("Step 4")).click()
    bar_of(page, "lstm.keep")
    page.go_back()
    bar = bar_of(page, "lstm.shut")
    expect(bar.locator(".gs-lesson-task-done")).to_be_visible()
    wait_for_stage(page)
    bar.get_by_role("link", name="Close the lesson").click()
    expect(page.locator(".gs-lesson")).to_have_count(0)
    assert "lesson=" not in page.url and "f%401%3A0" in page.url


@pytest.mark.more
def test_a_curve_is_drawn_by_keys_and_read_from_a_table(visit):
    page, bar = open_step(visit, "lstm.half")
    chart = bar.get_by_role("slider")
    expect(chart).to_have_attribute("aria-valuetext", "step 0: nothing drawn yet")
    chart.focus()
    chart.press("PageUp")
    chart.press("PageUp")
    chart.press("PageUp")
    expect(chart).to_have_attribute("aria-valuetext", "step 0: 1")
    for _ in range(3):
        chart.press("ArrowRight")
        chart.press("PageDown")
    expect(chart).to_have_attribute("aria-valuetext", "step 3: 0.4")
    bar.locator(".gs-lesson-answer").click()
    expect(bar.locator(".gs-lesson-verdict h4")).to_be_visible()
    expect(bar.locator(".gs-lesson-line-yours")).to_be_visible()
    expect(bar.locator(".gs-lesson-line-computed")).to_be_visible()
    bar.get_by_text("As a table").click()
    row = bar.get_by_role("row").nth(21)
    expect(row).to_have_text("200.40.122")


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME)
def test_nothing_serious_is_wrong_with_a_step_and_with_the_list(visit, size, theme):
    page, bar = open_step(visit, "lstm.half", size=size, color_scheme=theme)
    bar.get_by_role("slider").press("PageUp")
    bar.locator(".gs-lesson-answer").click()
    expect(bar.locator(".gs-lesson-verdict h4")).to_be_visible()
    wait_for_stage(page)
    check_both_themes(page, theme)
    bar.locator(".gs-lesson-name").click()
    listed = page.locator(".gs-lesson-list")
    expect(listed.get_by_text(f"1 of {len(LESSONS['lstm'].steps)} steps done")).to_be_visible()
    expect(listed.get_by_role("link", name=f"Continue: {LESSONS['lstm'].title}")).to_be_visible()
    check_both_themes(page, "dark" if theme == "light" else "light")  # which the page has now


def look(page) -> list[object]:
    """Return what a step shows: the frame of the stage, the changes beside it, its numbers, and the bar's text."""
    wait_for_stage(page)
    expect(page.get_by_text("equal within")).to_be_visible()
    texts = [page.locator(one).all_inner_texts() for one in (".gs-changes", ".gs-panel", "h1", ".gs-lesson-text")]
    return [page.locator(".gs-stage").get_attribute("data-frame"), *texts]


@pytest.mark.more
def test_a_step_is_the_same_from_the_step_before_and_in_a_fresh_tab(visit):
    page, bar = open_step(visit, "loop.weights")
    wait_for_stage(page)
    ACTIONS["loop.touch"](page)  # something that the next step must not have
    page.wait_for_url(re.compile("changes="))
    ACTIONS["loop.see"](page)
    bar.get_by_role("link", name="Skip").click()
    bar_of(page, "loop.letter")
    reached = look(page)
    fresh, _ = open_step(visit, "loop.letter")
    assert look(fresh) == reached and fresh.url == page.url


PLACES = {
    "/cell?cell=LSTM": ("stage", "timeline", "player", "operations", "diagram", "operation", "maps", "hold"),
    "/cell?cell=RNN": ("matrix button",),
    "/cell?cell=LSTM&changes=f@1:1": ("changes",),
    "/cell?cell=LSTM&back=last&op=9": ("loss", "backward"),
    "/write-a-cell": ("editor",),
    "/sequence": ("controls", "figure", "strip", "sliders", "equations"),
    "/gradients": ("facts",),
    "/compare": ("cells", "fading"),
    "/train": ("training", "comparison", "configuration", "more settings"),
    "/train?task=text": ("samples",),
    "/write": ("written",),
    "/units": ("ranking", "brush"),
    "/vanishing-gradients": ("lab curves", "lab maps", "remaining", "causes"),
    "/clipping": ("relief", "plan", "arrows", "falling"),
    "/gradient-descent": ("rolling",),
    "/by-hand": (
        "section outcome", "section forward", "section loss", "section output", "section backward", "section sums",
        "section update", "section again",
    ),
    "/shapes": ("module", "predictions"),
    "/shapes?answer=shown": ("answers",),
    "/cell-library?cell=GRU": ("differences",),
    "/claims": ("claims", "filters"),
    "/claims?claim=G06": ("claim", "claim question"),
    "/claims?claim=S18": ("claim results",),
    "/write-a-claim": ("conditions", "rule"),
}  # fmt: skip
"""Where the targets of lessons are, by address."""
MANY = {
    "/cell?cell=LSTM": ("value:f", "value:i", "value:g", "value:c", "value:c_prev", "value:h", "operation:f"),
    "/cell?cell=GRU": ("value:z", "value:r", "value:n", "value:h_prev", "operation:z"),
    "/sequence": ("chart:h", "chart:c", "chart:lines", "control:scale", "control:m"),
    "/gradients": ("chart:norms-LSTM", "chart:paths"),
    "/train": ("chart:loss", "chart:metric", "chart:probe", "control:train_keep"),
}  # fmt: skip


def test_every_target_has_a_place():
    assert {name for names in PLACES.values() for name in names} == set(LOOK_TARGETS)


@pytest.mark.more
@pytest.mark.parametrize("address", sorted({*PLACES, *MANY}))
def test_every_target_is_on_its_page(visit, address):
    page = visit(address.replace("@", "%40"), drawn=False)
    for name in (*PLACES.get(address, ()), *MANY.get(address, ())):
        expect(page.locator(look_target(name)).first).to_be_attached()
