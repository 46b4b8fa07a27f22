"""A lesson: steps that each have a short text, the view that they want, and perhaps a task or a prediction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Prediction
from explainer.lessons.course.state import State

MOST_WORDS = 70
"""The longest text of a step."""


@dataclass(frozen=True)
class View:
    """A page, by its URL path, and the entries of its link; what the link leaves out has its default."""

    page: str
    link: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Something to do on the page; `done` tells from the state whether it is done, `progress` how far it is."""

    text: str
    done: Callable[[State], bool]
    progress: Callable[[State], Message] | None = None


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    `look` names what is highlighted and scrolled to, a key of LOOK_TARGETS. `values` computes the numbers in `text`
    from the state. `hidden` names what is not shown before the prediction is answered, keys of LOOK_TARGETS too.
    """

    id: str
    title: str
    text: str
    view: View
    look: str = ""
    values: Callable[[State], Mapping[str, object]] | None = None
    prediction: Prediction | None = None
    task: Task | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson of 5 to 12 minutes; its last step asks a question, and `next_try` is one thing to try afterwards."""

    id: str
    title: str
    about: str
    minutes: int
    steps: tuple[Step, ...]
    next_try: str
