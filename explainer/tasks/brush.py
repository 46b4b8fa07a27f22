"""The brush: a span of a text, the units on over it and off around it, and other spans where the same are on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.numerics.unit_spans import Signs, Span, signs_on, similar_spans, units_on_span
from explainer.tasks.held_out_text import HeldOutText
from explainer.tasks.unit_finder import UnitFinder

SEARCHED = 400  # the first tokens, in which a span is suggested
LEAST_WORD, MOST_WORD, WINDOW = 4, 12, 3  # characters of a word that is suggested; words, where a token is one


@dataclass(frozen=True)
class Brush:
    """A span of tokens, from 0, its end excluded; the sign of each unit found, and other spans where these are on."""

    span: tuple[int, int]
    units: dict[int, int]
    others: tuple[Span, ...]


def brush(finder: UnitFinder, span: tuple[int, int] | None, threshold: float, columns: NDArray[np.int64]) -> Brush:
    """Brush a span, by default a suggested one, and return its units among some columns, and other such spans.

    A unit is on above the threshold, one of a signed value also below minus the threshold.
    """
    text, read = finder.text, finder.read
    on = signs_on(read.values[:, columns], threshold, read.signed[columns])  # (N, columns)
    start, stop = span or suggested_span(on, text)
    found = units_on_span(on, start, stop, text.starts)
    others = similar_spans(on, found, (start, stop), text.starts) if found else []
    return Brush((start, stop), {int(columns[unit]): sign for unit, sign in found.items()}, tuple(others))


def suggested_span(on: Signs, text: HeldOutText) -> tuple[int, int]:
    """Return the word near the beginning, or the three words in a row, over which most units are on.

    A span at an end of its sequence, where less has to be off, comes last.
    """
    spans = list(_words(text) if text.unit == "character" else _windows(text))
    inner = [(a, b) for a, b in spans if text.sequence_of(a)[0] < a and b < text.sequence_of(a)[1]]
    spans = inner or spans or [(0, 1)]
    return max(spans, key=lambda span: len(units_on_span(on, span[0], span[1], text.starts)))


def _words(text: HeldOutText) -> Iterator[tuple[int, int]]:
    start = 0
    for k, label in enumerate((*text.labels[:SEARCHED], " ")):
        if not label[0].isalnum():
            if LEAST_WORD <= k - start <= MOST_WORD:
                yield start, k
            start = k + 1


def _windows(text: HeldOutText) -> Iterator[tuple[int, int]]:
    for start in range(min(SEARCHED, len(text.tokens) - WINDOW + 1)):
        if start + WINDOW <= text.sequence_of(start)[1]:
            yield start, start + WINDOW
