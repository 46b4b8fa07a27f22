import numpy as np
import pytest

from explainer.lessons.course import forecast_numbers as numbers
from explainer.lessons.course.forecast import LESSON
from explainer.lessons.course.verdict import judge
from explainer.lessons.course.view_state import state_of
from explainer.runs.experiment import ON_HOURLY, PLAIN
from explainer.runs.measured import measured
from tests.lessons.course.one_lesson import right_options, step_of, texts, training, verdicts


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {"naive": 3, "lag": 1, "calendar": 1, "question": 0}


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


def test_every_pair_agrees_about_the_calendar():
    found = measured(ON_HOURLY.key).variants
    pairs = zip(found["no calendar"].metric, found[PLAIN].metric, strict=True)
    assert all(without > with_it for without, with_it in pairs)


def test_a_line_that_repeats_fits_perfectly_an_hour_back():
    assert numbers.fits()[1] == pytest.approx(1.0) and numbers.fits()[0] < 0.99


def test_two_halves_in_the_wrong_place_make_it_four_times_too_small():
    assert numbers.formula_ratio(None) == pytest.approx(4.0)
    step = step_of(LESSON, "formula")
    assert (
        judge(step.prediction, 2.0, state_of(step.view)).feedback.text
        != judge(step.prediction, 1.0, state_of(step.view)).feedback.text
    )


def test_the_closed_loop_has_ten_steps_and_drifts():
    errors = numbers.loop_errors()
    assert len(errors) == 10 and errors[-1] == np.max(errors) and numbers.loop_growth(None) > 5


CASES = [("without", 60, True), ("with", 60, False), ("without", 9, False)]


@pytest.mark.parametrize(("calendar", "updates", "done"), CASES)
def test_the_task_asks_for_updates_without_the_calendar(calendar, updates, done):
    step = step_of(LESSON, "train")
    assert not step.task.done(state_of(step.view))
    state = training(step, "hourly", {"calendar": calendar}, updates=updates, solved=False)
    assert step.task.done(state) is done and step.task.progress(state).values["step"] == updates
