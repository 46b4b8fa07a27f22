"""A question that a teacher has typed: a choice of two to five options, or a number of a range."""

import math
from collections.abc import Sequence

from explainer.lessons.course.message import Message, gettext_noop
from explainer.web.room.limits import EMPTY, MOST_MAGNITUDE, OPTION, OPTIONS, QUESTION, RoomError, clean
from explainer.web.room.question import Answer, Feedback, Question

NEAR = 0.05  # of the range: so far from the true number an answer still counts as right
COUNT = gettext_noop("A choice has {low} to {high} different options; there are {count}.")
RANGE = gettext_noop(
    "A range from {low:g} to {high:g} cannot be used: the smaller number comes first, both within a million."
)
TRUTH = gettext_noop("The right answer {truth:g} lies outside the range from {low:g} to {high:g}.")
RIGHT_CHOICE, WRONG_CHOICE = gettext_noop("That is right."), gettext_noop("The right answer is: {truth}")
NUMBER_FEEDBACK = gettext_noop("You said {answer:g}; it is {truth:g}.")


def choice_question(text: object, options: Sequence[object], truth: int | None = None) -> Question:
    """Return a choice; empty options are left out, `truth` counts among those that were given. Raises RoomError."""
    named = [(place, clean(one, OPTION)) for place, one in enumerate(options)]
    places, texts = zip(*(pair for pair in named if pair[1]), strict=True) if any(one for _, one in named) else ((), ())
    if not OPTIONS[0] <= len(set(texts)) == len(texts) <= OPTIONS[1]:
        raise RoomError(COUNT, 400, low=OPTIONS[0], high=OPTIONS[1], count=len(set(texts)))
    right = places.index(truth) if truth in places else None

    def judge(answer: Answer) -> Feedback:
        if right is None:
            return Feedback()
        hit = answer == right
        return Feedback(hit, RIGHT_CHOICE if hit else Message(WRONG_CHOICE, {"truth": texts[right]}))

    return Question("choice", _text(text), tuple(texts), truth=right, judge=judge, typed=True)


def number_question(text: object, low: float, high: float, unit: object = "", truth: float | None = None) -> Question:
    """Return a question for a number from low to high, with its right answer if there is one; raises RoomError."""
    bounds = (low, high) if truth is None else (low, high, truth)
    if not all(math.isfinite(one) and abs(one) <= MOST_MAGNITUDE for one in bounds) or low >= high:
        raise RoomError(RANGE, 400, low=low, high=high)
    if truth is not None and not low <= truth <= high:
        raise RoomError(TRUTH, 400, truth=truth, low=low, high=high)

    def judge(answer: Answer) -> Feedback:
        if truth is None or isinstance(answer, tuple):
            return Feedback()
        near = abs(answer - truth) <= NEAR * (high - low)
        return Feedback(near, Message(NUMBER_FEEDBACK, {"answer": answer, "truth": truth}))

    shown = {"low": float(low), "high": float(high), "step": _step(high - low), "unit": clean(unit, OPTION)}
    return Question("number", _text(text), **shown, truth=truth, judge=judge, typed=True)  # type: ignore[arg-type]


def _text(text: object) -> str:
    found = clean(text, QUESTION)
    if not found:
        raise RoomError(EMPTY, 400)
    return found


def _step(span: float) -> float:
    """Return the step of a slider: a power of ten, of which at least fifty lie in the range; 1 where that is finer."""
    step = float(10.0 ** math.floor(math.log10(span / 50)))
    return min(step, 1.0) if span < 50 else max(1.0, step)
