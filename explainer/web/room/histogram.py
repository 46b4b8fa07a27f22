"""The histogram of a room's answers: a bar for each option, each number of a few, or each part of a range."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explainer.web.room.question import Answer, Question

MOST_BARS = 12
PER_DECADE = ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0,))
"""Where the bars of a logarithmic scale begin in each power of ten: of these the first that makes few enough bars."""


@dataclass(frozen=True)
class Bar:
    """A bar: its label, how many answers it counts, whether the truth lies in it, and where it begins and ends.

    `ends` is None for an option, and for a single value.
    """

    label: str
    count: int
    true: bool
    ends: tuple[str, str] | None = None


def edges(question: Question) -> list[float]:
    """Return the edges of the bars of a question for a number: each value's where they are few, else round ones."""
    low, high = question.low, question.high
    if question.scale == "logarithmic":
        return next(
            (found for marks in PER_DECADE if len(found := _log_edges(low, high, marks)) <= MOST_BARS + 1), [low, high]
        )
    if values := _few_values(question):
        return [low + (k - 0.5) * question.step for k in range(values + 1)]
    width = _round_up((high - low) / MOST_BARS)
    inner = range(math.floor(low / width) + 1, math.ceil(high / width))
    return [low, *(k * width for k in inner), high]


def histogram(
    question: Question, answers: Iterable[Answer], with_truth: bool, options: Sequence[str] = ()
) -> list[Bar]:
    """Return the bars of the answers to a choice or for a number; a curve counts by its mean value.

    `options` are the labels of a choice in the reader's language.
    """
    means = [sum(one) / len(one) if isinstance(one, tuple) else one for one in answers]
    truth = question.truth if with_truth else None
    middle = sum(truth) / len(truth) if isinstance(truth, tuple) else truth
    if question.kind == "choice":
        return [Bar(text, means.count(k), middle == k) for k, text in enumerate(options or question.options)]
    found = edges(question)
    places = [_place(found, one) for one in means]
    true_place = None if middle is None else _place(found, middle)
    return [_bar(question, found, k, places.count(k), k == true_place) for k in range(len(found) - 1)]


def true_position(question: Question) -> float | None:
    """Return where the truth lies across the bars of a number, from 0 at the left to 1; None for other questions."""
    truth = question.truth
    if question.kind != "number" or truth is None or isinstance(truth, tuple):
        return None
    found = edges(question)
    place = _place(found, truth)
    low, high = found[place], found[place + 1]
    if question.scale == "logarithmic":
        low, high, truth = math.log(low), math.log(high), math.log(truth)
    return (place + (truth - low) / (high - low)) / (len(found) - 1)


def _bar(question: Question, found: list[float], k: int, count: int, true: bool) -> Bar:
    low, high = found[k], found[k + 1]
    if _few_values(question):
        return Bar(f"{low + question.step / 2:g}", count, true)
    return Bar(f"{low:g}–{high:g}", count, true, (f"{low:g}", f"{high:g}"))


def _few_values(question: Question) -> int:
    """Return how many values a number can have, where each gets a bar of its own; 0 where there are too many."""
    if question.kind != "number" or question.scale == "logarithmic":
        return 0
    values = round((question.high - question.low) / question.step) + 1
    return values if values <= MOST_BARS else 0


def _place(found: list[float], value: float) -> int:
    """Return the bar in which a value lies; the last one has its upper edge too."""
    return max(0, min(len(found) - 2, sum(edge <= value for edge in found) - 1))


def _round_up(width: float) -> float:
    """Return the next larger width that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= width * (1 - 1e-9))


def _log_edges(low: float, high: float, marks: tuple[float, ...]) -> list[float]:
    """Return the ends of a range and the marks of each power of ten between them."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    inner = [float(f"{mark * 10.0**power:.6g}") for power in powers for mark in marks]
    return [low, *(one for one in inner if low < one < high), high]
