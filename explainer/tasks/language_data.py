"""A text as a problem's data: its vocabulary, its tokens for training and for the test, and what n-grams reach."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import InputError, counted
from explainer.tasks.ngrams import fit_ngrams
from explainer.tasks.problem import TaskError
from explainer.tasks.text_sources import source_text
from explainer.tasks.vocabulary import Vocabulary, make_vocabulary

HELD_OUT = 10  # one part in so many is held out: the last one
LEAST_TOKENS = 50
MEMORISED = ("zen",)  # sources of which nothing is held out


@dataclass(frozen=True, eq=False)
class LanguageData:
    """A text's vocabulary, its tokens in two parts, (N,) each, and the test perplexity of n-grams from 1 to 5."""

    vocabulary: Vocabulary
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    ngrams: tuple[float, ...]


@lru_cache(maxsize=16)
def language_data(source: str, unit: str, most: int, text: str | None = None) -> LanguageData:
    """Return the data of a source, or of the visitor's own text; raises TaskError for one that cannot be learned.

    The vocabulary numbers what the whole text has; the n-grams are counted in the training part alone.
    """
    whole = source_text(source) if text is None else text
    try:
        vocabulary = make_vocabulary(whole, unit, most)
        tokens = vocabulary.encode(whole)
    except InputError as error:
        raise TaskError(str(error)) from None
    if len(tokens) < LEAST_TOKENS:
        raise TaskError(
            f"The text has {counted(len(tokens), unit)}; {LEAST_TOKENS} are the least, so give a longer one."
        )
    memorised = text is None and source in MEMORISED
    train, test = (tokens, tokens) if memorised else np.split(tokens, [len(tokens) - len(tokens) // HELD_OUT])
    return LanguageData(vocabulary, train, test, fit_ngrams(train, len(vocabulary.symbols)).perplexities(test))
