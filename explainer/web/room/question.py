"""A question to a room: a choice, a number on a slider or a curve; its answers, and what is said to each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from explainer.lessons.course.message import Message, gettext_noop
from explainer.web.room.limits import RoomError
from explainer.web.translations import translate

Answer = int | float | tuple[float, ...]
"""The index of an option, a number, or the values of a curve at steps 0, 1, …"""
Kind = Literal["choice", "number", "curve"]
NO_OPTION = gettext_noop("This answer is none of the options.")
OUTSIDE = gettext_noop("An answer lies between {low:g} and {high:g}.")
NO_CURVE = gettext_noop("A curve has a value at each of its {count} steps.")


@dataclass(frozen=True)
class Feedback:
    """Whether an answer is right, None where nobody knows, and what is said to whoever gave it."""

    right: bool | None = None
    message: Message | str = ""


@dataclass(frozen=True, eq=False)
class Question:
    """A question; `truth` is the right answer, None where there is none, and `judge` makes the feedback to an answer.

    A choice has `options`; a number lies from `low` to `high`, in steps of `step`, on a scale; a curve has a value from
    `low` to `high` at each of the steps 0 to `steps`. `typed` tells that its texts are the teacher's own: they are not
    translated.
    """

    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 1.0
    unit: str = ""
    scale: str = "linear"
    steps: int = 0
    label: str = ""
    truth: Answer | None = None
    judge: Callable[[Answer], Feedback] = lambda answer: Feedback()
    typed: bool = False

    def payload(self, language: str) -> dict[str, Any]:
        """Return what a screen gets of it before it is answered: no truth, no feedback."""
        read = (lambda text: text) if self.typed else (lambda text: translate(language, text) if text else "")
        shown: dict[str, Any] = {"kind": self.kind, "question": read(self.text)}
        if self.kind == "choice":
            return {**shown, "options": [read(one) for one in self.options]}
        shown |= {"low": self.low, "high": self.high}
        if self.kind == "number":
            return {**shown, "unit": read(self.unit), "scale": self.scale, "step": self.step}
        return {**shown, "label": read(self.label), "steps": self.steps}

    def read_answer(self, answer: object) -> Answer:
        """Return an answer from outside in the form that this question has; raises RoomError."""
        if self.kind == "choice":
            if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(self.options):
                return answer
            raise RoomError(NO_OPTION, 400)
        if self.kind == "number":
            return self._number(answer)
        if not isinstance(answer, list | tuple) or len(answer) != self.steps + 1:
            raise RoomError(NO_CURVE, 400, count=self.steps + 1)
        return tuple(self._number(one) for one in answer)

    def _number(self, value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high:
            return float(value)
        raise RoomError(OUTSIDE, 400, low=self.low, high=self.high)
