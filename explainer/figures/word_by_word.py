"""A verdict word by word: the probability of one of two classes after each word, and how far each word moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from explainer.cells.primitives import Array
from explainer.figures.number_format import decimals
from explainer.figures.written_text import background

STYLE = "display: flex; flex-wrap: wrap; gap: 0.25rem; line-height: 1.35"
WORD = (
    "display: inline-block; padding: 0.1rem 0.35rem; border-radius: 3px; text-align: center; color: inherit; "
    "text-decoration: none; min-width: 2.6rem"
)
SMALL = "display: block; font-size: 0.78rem; font-variant-numeric: tabular-nums"

LEGEND = (
    "Below each word stand the probability after it and the change that it made. The readout is applied after every "
    "word, though the task asks at the last. Follow a word to the stage."
)


@dataclass(frozen=True, eq=False)
class WordByWord:
    """The probability of the class `outcome`: `before` the first word, and after each of the words, `values` (T,)."""

    words: Sequence[str]
    outcome: str
    before: float
    values: Array

    @property
    def changes(self) -> Array:
        """By how much each word moved the probability, (T,)."""
        return np.diff(self.values, prepend=self.before)


def as_html(read: WordByWord, links: Sequence[str], mode: int = 0) -> str:
    """Return the words as links, coloured by the probability, with it and the change that each made below them."""
    rows = zip(read.words, read.values.tolist(), read.changes.tolist(), links, strict=True)
    return f'<p class="gs-word-by-word" style="{STYLE}">{"".join(_word(read.outcome, *row, mode) for row in rows)}</p>'


def _word(outcome: str, word: str, value: float, change: float, link: str, mode: int) -> str:
    about = f"“{word}”: probability of “{outcome}” {decimals(value)}, by this word {signed(change)}"
    colour = background(2 * value - 1, "", mode)
    return (
        f'<a href="{escape(link)}" title="{escape(about)}" style="{WORD}; background: {colour}">{escape(word)} '
        f'<span style="{SMALL}">{decimals(value)}</span> <span style="{SMALL}">{signed(change)}</span></a>'
    )


def sentence(read: WordByWord) -> str:
    """Say which word moved the verdict most, and where it ends."""
    k = int(np.abs(read.changes).argmax())
    return (
        f"Before the first word the probability of “{read.outcome}” is {decimals(read.before)}, after the last "
        f"{decimals(float(read.values[-1]))}. “{read.words[k]}”, word {k + 1}, moves it most: "
        f"by {signed(float(read.changes[k]))}."
    )


def signed(change: float) -> str:
    """Write a change with its sign: +0.61, −0.20, 0.00."""
    shown = decimals(change)
    return "0.00" if shown in ("0.00", "−0.00") else shown if change < 0 else f"+{shown}"
