"""A text as a problem's data: its vocabulary, its tokens for training and for the test, and what n-grams reach."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import InputError
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
    memorised = text is None and source in MEMORISED
    cut = len(whole) if memorised else len(whole) - len(whole) // HELD_OUT
    try:
        vocabulary = make_vocabulary(whole, unit, most)
        train = vocabulary.encode(whole[:cut])
        test = train if memorised else vocabulary.encode(whole[cut:])
    except InputError as error:
        raise TaskError(str(error)) from None
    if len(test) < LEAST_TOKENS // HELD_OUT or len(train) + len(test) < LEAST_TOKENS:
        raise TaskError(f"The text has {len(whole):,} characters; give at least {LEAST_TOKENS * 2} of them.")
    return LanguageData(vocabulary, train, test, fit_ngrams(train, len(vocabulary.symbols)).perplexities(test))
