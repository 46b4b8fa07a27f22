"""The histogram of a room's answers: a bar for each option, each number of a few, or each part of a range."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from explainer.web.room.question import Answer, Question

MOST_BARS = 12


class Bar(NamedTuple):
    """A bar: its label, how many answers it counts, and whether the true answer lies in it."""

    label: str
    count: int
    true: bool


def edges(question: Question) -> list[float]:
    """Return the edges of the bars of a question for a number: equal parts of its scale, whole steps where few."""
    low, high = question.low, question.high
    if question.scale == "logarithmic":
        return [low * (high / low) ** (k / MOST_BARS) for k in range(MOST_BARS + 1)]
    values = round((high - low) / question.step) + 1 if question.step else MOST_BARS + 1
    if values <= MOST_BARS:  # one bar for each value
        return [low + (k - 0.5) * question.step for k in range(values + 1)]
    return [low + (high - low) * k / MOST_BARS for k in range(MOST_BARS + 1)]


def histogram(question: Question, answers: Iterable[Answer], with_truth: bool) -> list[Bar]:
    """Return the bars of the answers to a choice or for a number; a curve counts by its mean value."""
    means = [sum(one) / len(one) if isinstance(one, tuple) else one for one in answers]
    truth = question.truth if with_truth else None
    middle = sum(truth) / len(truth) if isinstance(truth, tuple) else truth
    if question.kind == "choice":
        return [Bar(text, means.count(k), middle == k) for k, text in enumerate(question.options)]
    found = edges(question)
    places = [_place(found, one) for one in means]
    true_place = None if middle is None else _place(found, middle)
    return [Bar(_label(question, found, k), places.count(k), k == true_place) for k in range(len(found) - 1)]


def true_position(question: Question) -> float | None:
    """Return where the truth lies across the bars of a number, from 0 at the left to 1; None for other questions."""
    if question.kind != "number" or question.truth is None or isinstance(question.truth, tuple):
        return None
    low, high = edges(question)[0], edges(question)[-1]
    if question.scale == "logarithmic":
        return math.log(question.truth / low) / math.log(high / low)
    return (question.truth - low) / (high - low)


def _place(found: list[float], value: float) -> int:
    """Return the bar in which a value lies; the last one has its upper edge too."""
    return max(0, min(len(found) - 2, sum(edge <= value for edge in found) - 1))


def _label(question: Question, found: list[float], k: int) -> str:
    low, high = found[k], found[k + 1]
    if question.scale == "linear" and math.isclose(high - low, question.step):
        return f"{low + question.step / 2:g}"
    return f"{low:.3g}–{high:.3g}"
