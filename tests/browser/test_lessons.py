"""Every lesson in a real browser: its tasks are done as the text asks, its predictions answered wrongly first."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from explainer.lessons.course.catalogue import IN_ORDER
from explainer.lessons.course.look_targets import look_target
from explainer.lessons.course.prediction import Choice, Number
from explainer.lessons.course.step_link import step_link, step_name
from explainer.lessons.course.view_state import state_of
from explainer.web.lesson.words import LIST_WORDS
from explainer.web.translations import translate
from tests.browser.lesson_actions import ACTIONS, translated
from tests.browsing import wait_until_idle
from tests.lessons.course.every_step import TASKS

pytestmark = pytest.mark.slow


def bar_of(page, lesson, step):
    """Return the bar once it shows a step, in the language of the link."""
    bar = page.locator(".gs-lesson")
    expect(bar).to_have_attribute("data-step", step_name(lesson, step))
    expect(bar.get_by_text(translated(page, step.title), exact=True).first).to_be_visible()
    return bar


def answer_wrongly(page, bar, step) -> None:
    """Answer a prediction with what is wrong for the step's view, or at its low end where that is not known."""
    prediction = step.prediction
    if isinstance(prediction, Choice):
        state = state_of(step.view)
        truth = prediction.truth(state) if state.setup else 0
        bar.get_by_role("radio").nth((truth + 1) % len(prediction.options)).check()
    elif isinstance(prediction, Number):
        bar.locator("input[type=range]").press("Home")
    else:
        chart = bar.locator(".gs-lesson-plot")
        box = chart.bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 25, steps=4)
        page.mouse.move(box["x"] + box["width"] - 15, box["y"] + 20, steps=4)
        page.mouse.up()
    bar.locator(".gs-lesson-answer").click()
    expect(bar.locator(".gs-lesson-verdict h4")).to_be_visible()
    expect(bar.locator(".gs-lesson-verdict p").first).not_to_be_empty()


def walk(page, lesson, reloads: bool) -> None:
    """Go through a lesson from its first step to its last, doing what each asks; reload after each answer if asked."""
    for k, step in enumerate(lesson.steps):
        bar = bar_of(page, lesson, step)
        wait_until_idle(page)
        if step.look:
            expect(page.locator(look_target(step.look)).first).to_be_visible()
        for name in step.hidden:
            expect(page.locator(look_target(name)).first).not_to_be_visible()
        onward = bar.locator(".gs-lesson-turns a").last
        assert ("gs-lesson-skip" in onward.get_attribute("class")) == bool(step.task or step.prediction)
        if step.prediction:
            answer_wrongly(page, bar, step)
            if reloads:
                page.reload()
            bar = bar_of(page, lesson, step)
            expect(bar.locator(".gs-lesson-verdict h4")).to_be_visible()
        for name in step.hidden:
            expect(page.locator(look_target(name)).first).to_be_visible()
        if step.task:
            wait_until_idle(page)
            ACTIONS[step_name(lesson, step)](page)
            expect(bar.locator(".gs-lesson-task-done")).to_be_visible()
        expect(bar.locator(".gs-lesson-next")).to_be_visible()
        if k < len(lesson.steps) - 1:
            bar.locator(".gs-lesson-next").click()
    expect(bar.locator(".gs-lesson-try")).to_be_visible()


@pytest.mark.more
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("lesson", IN_ORDER, ids=lambda lesson: lesson.id)
def test_a_lesson_is_done_from_the_first_step_to_the_last(visit, lesson, language):
    page = visit(f"{step_link(lesson, lesson.steps[0])}&lang={language}", drawn=False)
    walk(page, lesson, reloads=language == "en")
    page.goto(urljoin(page.url, f"/lessons?lang={language}"))
    count = len(lesson.steps)
    done = translate(language, LIST_WORDS["progress"]).format(done=count, count=count)
    expect(page.get_by_text(done).first).to_be_visible()


def test_every_task_has_an_action():
    assert {step_name(*pair) for pair in TASKS} <= set(ACTIONS)
