import pytest

from explainer.lessons.course import pair_numbers as numbers
from explainer.lessons.course.encoder_decoder import LESSON, MOST, TARGET
from explainer.lessons.course.state import State
from explainer.lessons.course.verdict import judge
from explainer.lessons.course.view_state import state_of
from tests.lessons.course.one_lesson import right_options, step_of, texts, verdicts


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {"handover": 2, "forcing": 0, "survivors": 1, "question": 1}


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


def test_the_page_opens_on_what_the_decoder_wrote_itself():
    assert numbers.symbols_of_target() == TARGET


def test_the_two_runs_part_at_the_wrong_letter():
    each = numbers.distances()
    assert each[0] == 0.0 < each[1] < each[2] and max(each) < MOST
    assert numbers.written(numbers.disturbed())[0] == numbers.WRONG
    assert numbers.written(numbers.disturbed("f")) == numbers.written(numbers.pair().free)


@pytest.mark.parametrize(("level", "word"), [(0.2, "not lost"), (12.0, "without an end")])
def test_a_drawn_curve_is_answered_by_its_mistake(level, word):
    step = step_of(LESSON, "distance")
    verdict = judge(step.prediction, [level] * (numbers.STEPS + 1), state_of(step.view))
    assert not verdict.right and word in verdict.feedback.text
    assert judge(step.prediction, verdict.truth, state_of(step.view)).right


@pytest.mark.parametrize(
    ("name", "link"), [("wrong", {"symbols": TARGET.replace("f", "n", 1)}), ("short", {"source": "7"})]
)
def test_a_task_is_done_by_what_it_asks(name, link):
    step = step_of(LESSON, name)
    assert not step.task.done(state_of(step.view))
    assert step.task.done(State(step.view.page, {**step.view.link, **link}))


def test_the_progress_quotes_what_the_decoder_reads():
    step = step_of(LESSON, "wrong")
    assert step.task.progress(state_of(step.view)).values["letters"] == TARGET[:12]
