"""What every lesson keeps: short texts, ids of their own, pages and targets that exist, and a question at its end."""

import re

import pytest

from explainer.lessons.course.catalogue import IN_ORDER, LESSONS
from explainer.lessons.course.lesson import MOST_WORDS
from explainer.lessons.course.look_targets import look_target
from explainer.lessons.course.prediction import Choice, Curve, Number
from explainer.lessons.course.step_link import find_step, step_link, step_name
from tests.figures.sentence_rules import check, words
from tests.lessons.course.every_step import PREDICTIONS, STEPS, files_by_path, name, texts_of

FIELD = re.compile(r"\{[^{}]*\}")


def test_ids_are_unique_and_links_lead_to_their_steps():
    names = [step_name(*pair) for pair in STEPS]
    assert len(set(names)) == len(names) and len(LESSONS) == len(IN_ORDER) > 0
    for lesson, step in STEPS:
        assert find_step(step_name(lesson, step)) == (lesson, step)
        assert step_link(lesson, step).endswith(f"lesson={lesson.id}.{step.id}")


@pytest.mark.parametrize("lesson", IN_ORDER, ids=lambda lesson: lesson.id)
def test_a_lesson_has_about_ten_steps_and_ends_in_a_question(lesson):
    assert 5 <= len(lesson.steps) <= 14 and 5 <= lesson.minutes <= 15
    assert lesson.steps[-1].prediction and any(step.task for step in lesson.steps)
    check(lesson.title, lesson.about, lesson.next_try)


@pytest.mark.parametrize("pair", STEPS, ids=name)
def test_texts_are_short(pair):
    step = pair[1]
    for text in texts_of(*pair):
        check(FIELD.sub("5.0", text.replace("`", "")))
        assert "“1 " not in text
    assert len(words(step.text)) < MOST_WORDS


@pytest.mark.parametrize("pair", STEPS, ids=name)
def test_page_and_targets_exist(pair):
    step = pair[1]
    assert step.view.page in files_by_path()
    for target in (step.look, *step.hidden):
        assert not target or look_target(target)


@pytest.mark.parametrize("pair", PREDICTIONS, ids=name)
def test_a_prediction_has_what_its_kind_needs(pair):
    prediction = pair[1].prediction
    if isinstance(prediction, Choice):
        assert 2 <= len(prediction.options) <= 5
        feedbacks = [option.feedback for option in prediction.options]
        assert all(feedbacks) and len(set(feedbacks)) == len(feedbacks)
        assert len({option.text for option in prediction.options}) == len(feedbacks)
    elif isinstance(prediction, Number):
        assert prediction.low < prediction.high and prediction.tolerance > 0
        assert prediction.scale == "linear" or (prediction.low > 0 and prediction.tolerance > 1)
    else:
        assert isinstance(prediction, Curve) and 2 <= prediction.steps <= 60 and prediction.low < prediction.high
