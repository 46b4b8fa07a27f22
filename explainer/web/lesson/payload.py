"""What the lesson bar receives: a step with its text, task and prediction, and an answer with its truth, if any."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from explainer.lessons.course.catalogue import IN_ORDER
from explainer.lessons.course.lesson import Lesson, Step, Task
from explainer.lessons.course.look_targets import look_target
from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction_payload import prediction_payload
from explainer.lessons.course.state import State
from explainer.lessons.course.step_link import step_link, step_name
from explainer.lessons.course.verdict import AnswerError, judge
from explainer.web.lesson.words import BAR_WORDS

Translate = Callable[[Message], str]


@dataclass(frozen=True)
class Place:
    """Where a visitor is: a step of a lesson, the state of the page beside it, and the answers given to it."""

    lesson: Lesson
    step: Step
    state: State
    answers: tuple[object, ...] = ()


def bar_payload(place: Place, translated: Translate) -> dict[str, Any]:
    """Return what the bar draws; truth and feedback are in it only once the prediction is answered."""
    lesson, step, state = place.lesson, place.step, place.state
    text = Message(step.text, computed(step.values, state, {}) if step.values else {})
    verdict = _answered(place, translated)
    return {
        "kind": "bar", "name": step_name(lesson, step),
        "lesson": f"{IN_ORDER.index(lesson) + 1 if lesson in IN_ORDER else ''} · {translated(Message(lesson.title))}",
        "title": translated(Message(step.title)), "text": filled(text, translated),
        "look": look_target(step.look) if step.look else "",
        "prediction": _prediction(step, translated), "answered": verdict,
        "task": _task(step.task, state, translated) if step.task else None,
        "next_try": translated(Message(lesson.next_try)) if step == lesson.steps[-1] else "",
        **_neighbours(lesson, step, translated),
        "words": {key: translated(Message(word)) for key, word in BAR_WORDS.items()},
    }  # fmt: skip


def computed(compute: Callable[[State], Any], state: State, otherwise: Any) -> Any:
    """Compute something from a state; what fails is logged, and the page goes on without it."""
    try:
        return compute(state)
    except Exception:
        logging.getLogger(__name__).exception("A lesson cannot compute something from %s", state.page)
        return otherwise


def filled(message: Message, translated: Translate) -> str:
    """Return a message as text; where its values are missing, the text with its fields as they are."""
    try:
        return translated(message)
    except (KeyError, IndexError, ValueError):
        return message.text


def _prediction(step: Step, translated: Translate) -> dict[str, Any] | None:
    return prediction_payload(step.prediction, lambda text: translated(Message(text))) if step.prediction else None


def _answered(place: Place, translated: Translate) -> dict[str, Any] | None:
    """Return the verdict on the last answer, with the first answer beside it."""
    if not place.step.prediction or not place.answers:
        return None
    prediction, last = place.step.prediction, place.answers[-1]
    try:
        verdict = judge(prediction, last, place.state)
    except AnswerError:
        return None  # from another version of the lesson
    except Exception:
        logging.getLogger(__name__).exception("No truth for %s", step_name(place.lesson, place.step))
        return None
    feedback = filled(verdict.feedback, translated)
    return {"first": place.answers[0], "last": last, "right": verdict.right, "feedback": feedback,
            "truth": verdict.truth}  # fmt: skip


def _task(task: Task, state: State, translated: Translate) -> dict[str, Any]:
    progress = computed(task.progress, state, None) if task.progress else None
    return {
        "text": translated(Message(task.text)), "done": bool(computed(task.done, state, False)),
        "progress": filled(progress, translated) if progress else "",
    }  # fmt: skip


def _neighbours(lesson: Lesson, step: Step, translated: Translate) -> dict[str, Any]:
    """Return the links of all steps, and of those before and after this one; after the last comes another lesson."""
    at = lesson.steps.index(step)
    after = IN_ORDER[IN_ORDER.index(lesson) + 1 :][:1] if lesson in IN_ORDER else ()
    marks = [
        {"name": step_name(lesson, one), "title": translated(Message(one.title)), "link": step_link(lesson, one)}
        for one in lesson.steps
    ]
    following: Mapping[str, Any] = {"link": "/lessons", "title": ""}
    if after:
        following = {"link": step_link(after[0], after[0].steps[0]), "title": translated(Message(after[0].title))}
    return {"marks": marks, "at": at, "following": following}
