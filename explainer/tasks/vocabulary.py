"""The symbols of a text, numbered: characters or words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.graphemes import split_graphemes
from explainer.inputs.sequence import InputError
from explainer.inputs.symbols import UNKNOWN
from explainer.inputs.text import shortened
from explainer.inputs.units import JOIN, PIECES, SPLIT

MOST_SYMBOLS = {"character": 256, "word": 2000}  # without <unk>


@dataclass(frozen=True)
class Vocabulary:
    """Distinct tokens of a unit, "character" or "word"; their numbers count from 0.

    The most frequent comes first, of equally frequent ones the lower code point; <unk> is last, where there is one.
    """

    symbols: tuple[str, ...]
    unit: str

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each symbol."""
        return {symbol: number for number, symbol in enumerate(self.symbols)}

    def encode(self, text: str) -> NDArray[np.int64]:
        """Return the numbers of a text's tokens, (N,); raises InputError for a new token where there is no <unk>."""
        tokens = SPLIT[self.unit](text)
        unknown = self.numbers.get(UNKNOWN)
        if unknown is None:
            self._refuse_new(tokens)
        return np.fromiter((self.numbers.get(token, unknown) for token in tokens), np.int64, len(tokens))

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of tokens, characters side by side and words joined as `join_words` does."""
        return JOIN[self.unit]([self.symbols[number] for number in ids])

    def pieces(self, ids: Iterable[int]) -> list[str]:
        """Return the text of tokens in pieces, one for each, what joins words included."""
        return PIECES[self.unit]([self.symbols[number] for number in ids])

    def count_characters(self, ids: Iterable[int]) -> int:
        """Return how many characters (grapheme clusters) tokens stand for, what joins words included."""
        return len(split_graphemes(self.decode(ids)))

    def _refuse_new(self, tokens: list[str]) -> None:
        new = [token for token in dict.fromkeys(tokens) if token not in self.numbers]
        if new:
            raise InputError(
                f"The {self.unit} “{shortened(new[0])}” is not in the vocabulary; "
                f"use {self.unit}s of the text that it was made from."
            )


def make_vocabulary(text: str, unit: str = "character", most: int | None = None) -> Vocabulary:
    """Return the `most` most frequent tokens of a text (256 characters or 2000 words), and <unk> if any are left out.

    Raises InputError for a text with fewer than two distinct tokens.
    """
    counts = Counter(SPLIT[unit](text))
    if len(counts) < 2:
        only = f"only one {unit}, “{shortened(next(iter(counts)))}”," if counts else f"no {unit}"
        raise InputError(f"The text has {only} and so nothing to predict; two different ones are the least.")
    most = most or MOST_SYMBOLS[unit]
    ordered = sorted(counts, key=lambda symbol: (-counts[symbol], symbol))
    return Vocabulary((*ordered[:most], *([UNKNOWN] if len(ordered) > most else [])), unit)
