"""The feedback to a predicted number: that it is right, which mistake gives it, or that it is too low or too high."""

import math
from collections.abc import Callable, Mapping

from explainer.lessons.course.message import Message

Mistakes = Callable[[], Mapping[str, float]]
"""Computes what each known mistake gives: the number by the text that is said to it."""


def feedback(
    right: str, low: str, high: str, tolerance: float, mistakes: Mistakes = dict, logarithmic: bool = False
) -> Callable[[float, float], Message]:
    """Return the feedback of a `Number`; all texts have the fields {answer} and {truth}.

    The nearest of the known mistakes counts, where it is within the tolerance.
    """

    def distance(one: float, other: float) -> float:
        return abs(math.log(one / other)) if logarithmic else abs(one - other)

    def message(answer: float, truth: float) -> Message:
        values, most = {"answer": answer, "truth": truth}, math.log(tolerance) if logarithmic else tolerance
        if distance(answer, truth) <= most:
            return Message(right, values)
        near = {text: distance(answer, wrong) for text, wrong in mistakes().items()}
        text = min(near, key=lambda one: near[one], default="")
        if text and near[text] <= most:
            return Message(text, values)
        return Message(low if answer < truth else high, values)

    return message
