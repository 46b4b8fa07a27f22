"""Features of sentences about people, one number per word."""

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.pronoun_text import GENDERS, INDEX, SHE, gender_at_each_step, new_subject_at
from explainer.tasks.token_features import Numbers, Tokens


def she_is_subject(words: Tokens) -> Numbers:
    """Return 1 while the subject is a woman; 0 while it is a man, and before anybody is named."""
    found: list[float] = (gender_at_each_step(_column(words))[:, 0] == GENDERS.index(SHE)).astype(float).tolist()
    return found


def new_subject(words: Tokens) -> Numbers:
    """Return 1 at each word that names a person."""
    found: list[float] = new_subject_at(_column(words))[:, 0].astype(float).tolist()
    return found


def words_since_subject(words: Tokens) -> Numbers:
    """Return how many words ago the last person was named; before the first, how many words are read."""
    count, found = 0, []
    for named in new_subject(words):
        count = 0 if named else count + 1
        found.append(count)
    return found


def _column(words: Tokens) -> NDArray[np.int64]:
    """Return words as tokens, (T, 1)."""
    return np.array([[INDEX[word]] for word in words], np.int64)
