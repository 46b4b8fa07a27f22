import pytest

from explainer.lessons.course import text_numbers as numbers
from explainer.lessons.course.state import State
from explainer.lessons.course.text_model import LAST, LESSON
from explainer.lessons.course.view_state import state_of
from explainer.runs.loading import checkpoint_steps
from tests.lessons.course.one_lesson import right_options, step_of, texts, verdicts


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {"guesser": 0, "meaning": 1, "question": 1}
    assert checkpoint_steps(numbers.RUN)[-1] == LAST


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


def test_a_guesser_has_the_number_of_characters_as_its_perplexity():
    assert numbers.guess_perplexity() == pytest.approx(numbers.weights().problem.n)


def test_an_untrained_network_has_a_unit_for_vowels_and_none_after_spaces():
    found = numbers.of_units(State(""))
    assert found["vowel_untrained"] >= found["vowel"] - 0.05
    assert found["area"] > found["chance"] > found["untrained"] - 0.05
    assert numbers.broken_perplexity() > 1.3 * numbers.of_learning(State(""))["p4"]


@pytest.mark.parametrize(
    ("name", "link"), [("train", {"at": "1000"}), ("temperature", {"temperature": "1.8"}), ("hold", {"hold": "i"})]
)
def test_a_task_is_done_by_what_it_asks(name, link):
    step = step_of(LESSON, name)
    assert not step.task.done(state_of(step.view))
    assert step.task.done(State(step.view.page, {**step.view.link, **link}))
    assert step.task.progress is None or step.task.progress(state_of(step.view)).text
