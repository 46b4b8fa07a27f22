"""What the tests of single lessons share: steps of a lesson, verdicts on every answer, runs of the Train page."""

from collections.abc import Mapping

from explainer.lessons.course.lesson import Lesson, Step
from explainer.lessons.course.prediction import Choice
from explainer.lessons.course.state import RunProgress, State
from explainer.lessons.course.verdict import Verdict, judge
from explainer.lessons.course.view_state import state_of
from tests.lessons.course.every_step import possible_answers


def step_of(lesson: Lesson, name: str) -> Step:
    """Return a step by its id."""
    return next(step for step in lesson.steps if step.id == name)


def verdicts(step: Step) -> list[Verdict]:
    """Return the verdict on every possible answer, each feedback with its numbers in it."""
    assert step.prediction
    found = [judge(step.prediction, answer, state_of(step.view)) for answer in possible_answers(step.prediction)]
    assert all(one.feedback.text.format(**one.feedback.values) for one in found)
    return found


def right_options(lesson: Lesson) -> dict[str, int]:
    """Return the index of the right option of each choice."""
    return {
        step.id: int(step.prediction.truth(state_of(step.view)))
        for step in lesson.steps
        if isinstance(step.prediction, Choice)
    }


def texts(lesson: Lesson) -> list[str]:
    """Return the text of each step with its numbers."""
    states = {step.id: state_of(step.view) for step in lesson.steps}
    return [step.text.format(**step.values(states[step.id])) if step.values else step.text for step in lesson.steps]


def training(step: Step, task: str, settings: Mapping[str, object] = {}, keep: str = "1", cell: str = "LSTM",
             updates: int = 100, solved: bool = True, **link: str) -> State:  # fmt: skip
    """Return the state of a step's Train page with a run of so many updates on it."""
    run = RunProgress(cell, task, keep, dict(settings), updates, solved, solved, 1.0)  # type: ignore[arg-type]
    return State(step.view.page, {**step.view.link, **link}, runs=(run,))
