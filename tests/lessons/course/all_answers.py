"""Every answer to the predictions of a lesson, with its feedback filled in: what the tests of single lessons read."""

from explainer.lessons.course.lesson import Lesson, Step
from explainer.lessons.course.message import Message
from explainer.lessons.course.state import State
from explainer.lessons.course.verdict import Verdict, judge
from explainer.lessons.course.view_state import state_of
from tests.figures.sentence_rules import check
from tests.lessons.course.every_step import possible_answers


def step_of(lesson: Lesson, name: str) -> Step:
    """Return a step by its id."""
    return next(step for step in lesson.steps if step.id == name)


def start(lesson: Lesson, name: str, **link: str) -> State:
    """Return the state of a step's view, with some entries of its link changed."""
    view = step_of(lesson, name).view
    return state_of(type(view)(view.page, {**view.link, **link}))


def filled(message: Message) -> str:
    """Return a message with its numbers, checked against the rules of sentences."""
    text = message.text.format(**message.values) if message.values else message.text
    check(text.replace("`", "").replace("**", ""))
    assert "nan" not in text.lower().split() and "inf" not in text.lower().split()
    return text


def text_of(lesson: Lesson, name: str) -> str:
    """Return the text of a step with its numbers."""
    step = step_of(lesson, name)
    return filled(Message(step.text, step.values(state_of(step.view)) if step.values else {}))


def verdicts(lesson: Lesson, name: str, answers: list | None = None) -> list[tuple[Verdict, str]]:
    """Return the verdict on each answer to a step's prediction at its start, with the feedback filled in."""
    prediction, state = step_of(lesson, name).prediction, start(lesson, name)
    found = [judge(prediction, answer, state) for answer in answers or possible_answers(prediction)]
    return [(verdict, filled(verdict.feedback)) for verdict in found]


def check_every_step(lesson: Lesson) -> None:
    """Check that each text can be filled in, that one answer of each choice is right, and that no task is done yet."""
    for step in lesson.steps:
        text_of(lesson, step.id)
        if step.prediction:
            found = verdicts(lesson, step.id)
            assert len({text for _, text in found}) > 1, step.id
            if hasattr(step.prediction, "options"):
                assert [verdict.right for verdict, _ in found].count(True) == 1, step.id
            else:
                truth = found[0][0].truth
                assert judge(step.prediction, truth, state_of(step.view)).right, step.id
        if step.task:
            state = state_of(step.view)
            assert not step.task.done(state), step.id
            assert step.task.progress is None or filled(step.task.progress(state))
