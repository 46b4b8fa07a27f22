import pytest

from explainer.lessons.course import memory_numbers as numbers
from explainer.lessons.course.delayed_recall import LESSON
from explainer.lessons.course.verdict import judge
from explainer.lessons.course.view_state import state_of
from explainer.runs.experiment import GAPS
from tests.lessons.course.one_lesson import right_options, step_of, texts, training, verdicts


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {"who": 1, "order": 0}
    assert numbers.solved_at("bias 0", 20) == 0 < numbers.solved_at("RNN", 20)
    assert numbers.reach("bias 0") <= numbers.reach("bias 1") < numbers.reach("bias 3") <= numbers.reach("chrono")


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


@pytest.mark.parametrize(("level", "word"), [(0.1, "at once"), (1.0, "let it last")])
def test_a_drawn_curve_is_answered_by_its_mistake(level, word):
    step = step_of(LESSON, "fade")
    verdict = judge(step.prediction, [level] * (numbers.STEPS + 1), state_of(step.view))
    assert not verdict.right and word in verdict.feedback.text
    assert judge(step.prediction, verdict.truth, state_of(step.view)).right


@pytest.mark.parametrize(
    ("keep", "gap", "solved", "done"),
    [("3", 20, True, True), ("3", 80, True, True), ("0", 20, True, False), ("3", 10, True, False),
     ("3", 20, False, False)],
)  # fmt: skip
def test_the_task_asks_for_a_solved_gap_with_the_open_gate(keep, gap, solved, done):
    step = step_of(LESSON, "train")
    assert not step.task.done(state_of(step.view))
    state = training(step, "recall", {"gap": gap}, keep, solved=solved)
    assert step.task.done(state) is done and step.task.progress(state).values["keep"] == keep


def test_half_lives_and_biases_are_inverse_to_each_other():
    assert numbers.half_life_at(numbers.bias_for(160.0)) == pytest.approx(160.0)
    assert numbers.half_life_at(0.0) == pytest.approx(1.0)
    assert "too" not in judge(step_of(LESSON, "half-life").prediction, 14.0, None).feedback.text.lower()


def test_an_early_question_is_answered_worse_than_a_late_one():
    assert numbers.early_answer("recall-lstm", 1) < 0.5 < numbers.early_answer("recall-lstm", 100)
    assert GAPS == (20, 40, 80)
