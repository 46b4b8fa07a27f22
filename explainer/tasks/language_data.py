"""A text as a problem's data: its vocabulary, its tokens for training and for the test, and what n-grams reach."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.symbols import UNKNOWN
from explainer.tasks.ngrams import fit_ngrams
from explainer.tasks.problem import TaskError
from explainer.tasks.text_sources import source_text
from explainer.tasks.vocabulary import Vocabulary, make_vocabulary

HELD_OUT = 0.1  # the share of a text, its end, that is held out by default
LEAST_TOKENS = 50
LEAST_TEST = 2  # tokens: one to read, and one to predict
MEMORISED = ("zen",)  # sources of which nothing is held out


@dataclass(frozen=True, eq=False)
class LanguageData:
    """A text's vocabulary, its tokens in two parts, (N,) each, and the test perplexity of n-grams from 1 to 5.

    Where nothing is held out, both parts are the same.
    """

    vocabulary: Vocabulary
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    ngrams: tuple[float, ...]

    @cached_property
    def characters_per_token(self) -> float | None:
        """How many characters a token of the test stands for on average; None where <unk> hides that."""
        if UNKNOWN in self.vocabulary.symbols:
            return None
        predicted = self.test[1:]
        return self.vocabulary.count_characters(predicted.tolist()) / len(predicted)


@lru_cache(maxsize=16)
def language_data(
    source: str, unit: str, most: int, text: str | None = None, held_out: float = HELD_OUT, most_tokens: int = 0
) -> LanguageData:
    """Return the data of a source, or of the visitor's own text; raises TaskError for one that cannot be learned.

    The vocabulary numbers what the whole text has, of which `most_tokens` are read (0: all). The n-grams are counted
    in the training part alone. Where nothing is held out, the test is the training part.
    """
    whole = source_text(source) if text is None else text
    try:
        vocabulary = make_vocabulary(whole, unit, most)
        tokens = vocabulary.encode(whole)[: most_tokens or None]
    except InputError as error:
        raise TaskError(str(error)) from None
    if len(tokens) < LEAST_TOKENS:
        raise TaskError(
            f"The text has {counted(len(tokens), unit)}; {LEAST_TOKENS} are the least, so give a longer one."
        )
    train, test = _split(tokens, 0.0 if text is None and source in MEMORISED else held_out)
    return LanguageData(vocabulary, train, test, fit_ngrams(train, len(vocabulary.symbols)).perplexities(test))


def _split(tokens: NDArray[np.int64], held_out: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the training part and the test, which is the end of the text or, with nothing held out, all of it."""
    count = int(len(tokens) * held_out)
    if not held_out:
        return tokens, tokens
    if count < LEAST_TEST:
        raise TaskError(
            f"Of {len(tokens):,} tokens {count} would be held out; {LEAST_TEST} are the least, so raise the share, "
            "or set it to 0."
        )
    return tokens[:-count], tokens[-count:]
