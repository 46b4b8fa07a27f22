import pytest

from explainer.lessons.course import tips_numbers as numbers
from explainer.lessons.course.training_tips import LESSON
from explainer.lessons.course.view_state import state_of
from explainer.runs.experiment import ON_BRACKETS, ON_SINE
from tests.lessons.course.one_lesson import right_options, step_of, texts, training, verdicts

HIGHER, LOWER, UNCLEAR = range(3)


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {
        "clipping": UNCLEAR, "optimiser": LOWER, "momentum": HIGHER, "chunks": LOWER, "layers": UNCLEAR,
        "norm": HIGHER, "dropout": UNCLEAR, "start": LOWER, "question": UNCLEAR,
    }  # fmt: skip


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


def test_one_seed_says_the_opposite_of_the_mean():
    found = numbers.of_clipping(state_of(LESSON.steps[0].view))
    assert found["one"] > 5 and found["mean"] < 0 < found["high"]


def test_the_learned_start_is_clear_and_tiny():
    found = numbers.difference(ON_SINE, "learned start")
    assert found.high < 0 and abs(found.mean) < 0.01 * numbers.of_start(state_of(LESSON.steps[0].view))["error"]
    assert numbers.difference(ON_BRACKETS, "two layers").sign == "unclear"


@pytest.mark.parametrize(
    ("task", "optimiser", "updates", "done"),
    [("brackets", "momentum", 120, True), ("brackets", "sgd", 120, False), ("brackets", "momentum", 50, False),
     ("recall", "momentum", 120, False)],
)  # fmt: skip
def test_the_task_asks_for_updates_with_momentum(task, optimiser, updates, done):
    step = step_of(LESSON, "train")
    assert not step.task.done(state_of(step.view))
    state = training(step, task, updates=updates, solved=False, train_optimiser=optimiser)
    assert step.task.done(state) is done and step.task.progress(state).values["step"] == updates
