import pytest

from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.lessons.course import dead_gates as numbers
from explainer.lessons.course.own_model import FORGETS, LESSON, WRITES
from explainer.lessons.course.state import State
from explainer.lessons.course.verdict import judge
from explainer.lessons.course.view_state import state_of
from explainer.numerics.changes import parse_changes
from explainer.numerics.setup import with_loaded_weights
from explainer.torch_models.model_view import loaded_weights
from tests.lessons.course.one_lesson import right_options, step_of, texts, verdicts


def page(step, changes: str) -> State:
    """Return the state of a page that shows the prepared model with changes."""
    model = numbers.model()
    names = tuple(str(k) for k in range(model.n))
    labels = tuple(str(row.argmax()) for row in model.x)
    sequence = Sequence(model.x, labels, names, (Scaling(),) * model.n, "numbers")
    setup = with_loaded_weights(loaded_weights(model, "file"))
    setup = setup.__class__(**{**vars(setup), "changes": parse_changes(changes)})
    return State(step.view.page, {**step.view.link, "changes": changes}, setup, sequence)


def test_the_right_options_are_those_that_their_feedback_praises():
    assert right_options(LESSON) == {"looks": 1, "question": 0}


def test_every_text_and_every_feedback_has_its_numbers():
    assert all(texts(LESSON))
    for step in LESSON.steps:
        if step.prediction:
            verdicts(step)


def test_the_units_are_those_whose_gates_are_shut():
    assert (numbers.shut_unit("f"), numbers.shut_unit("i")) == (FORGETS, WRITES)
    before, one, both = numbers.accuracies()
    assert before < one - 0.05 and one < both - 0.01


@pytest.mark.parametrize(("name", "unit"), [("forgets", FORGETS), ("writes", WRITES)])
def test_the_cursor_finds_a_unit(name, unit):
    step = step_of(LESSON, name)
    assert not step.task.done(state_of(step.view))
    state = State(step.view.page, {**step.view.link, "unit": str(unit)})
    assert step.task.done(state) and step.task.progress(state).values == {"unit": str(unit)}


def test_a_gate_is_repaired_by_its_bias():
    first, second = step_of(LESSON, "repair"), step_of(LESSON, "both")
    assert not first.task.done(state_of(first.view)) and not first.task.done(page(first, ""))
    assert not first.task.done(page(first, f"b_f.{FORGETS}:-3"))
    assert first.task.done(page(first, f"b_f.{FORGETS}:1"))
    assert not second.task.done(page(second, second.view.link["changes"]))
    both = page(second, f"{second.view.link['changes']} b_i.{WRITES}:0")
    assert second.task.done(both)
    assert second.task.progress(both).values["right"] == pytest.approx(numbers.accuracies()[2])


@pytest.mark.parametrize("answer", [0.84, 0.97, 1.0])
def test_a_guess_of_the_accuracy_is_answered_by_its_mistake(answer):
    step = step_of(LESSON, "guess")
    found = {judge(step.prediction, value, state_of(step.view)).feedback.text for value in (0.84, 0.97, 1.0)}
    verdict = judge(step.prediction, answer, state_of(step.view))
    assert len(found) == 3 and verdict.right == (0.94 < answer < 1)
