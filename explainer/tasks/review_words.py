"""The kinds of words in a review: opinions, fillers, “but” and the word before it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.review_text import BUT, INDEX, INTENSIFIERS, NOT, OPINIONS

OPINION, FILLER, BEFORE, AT, OTHER, ALL = (
    "opinion words", "fillers", "before “but”", "at “but”", "all but “but”", "all words",
)  # fmt: skip


def words_of_kinds(tokens: NDArray[Any], lengths: NDArray[np.int64]) -> Mapping[str, NDArray[np.bool_]]:
    """Return where the words of each kind stand in reviews (T, B) of some lengths (B,), as (T, B) by kind.

    A filler is neither an opinion word nor one that acts on opinions: no intensifier, no “not”, no “but”.
    """
    inside = np.arange(len(tokens))[:, None] < lengths
    opinion, acting, but = (_is_one_of(tokens, words) for words in (OPINIONS, (NOT, *INTENSIFIERS), (BUT,)))
    before = np.concatenate([but[1:], np.zeros_like(but[:1])])
    return {
        OPINION: opinion, FILLER: inside & ~opinion & ~acting & ~but, BEFORE: before, AT: but,
        OTHER: inside & ~but, ALL: inside,
    }  # fmt: skip


def _is_one_of(tokens: NDArray[Any], words: Any) -> NDArray[np.bool_]:
    return np.isin(tokens, [INDEX[word] for word in words])
