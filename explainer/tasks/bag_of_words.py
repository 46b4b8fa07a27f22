"""A bag of words: a class from how often each word occurs, whatever the order, by least squares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.numerics.linear_probe import LinearProbe, fit_linear_probe


@dataclass(frozen=True, eq=False)
class BagOfWords:
    """A linear probe that reads how often each of V words occurs."""

    probe: LinearProbe

    def classify(self, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class, 0 or 1, of each sequence of tokens (T, B), as (B,)."""
        return self.probe.classify(count_words(tokens, len(self.probe.weights)))


def fit_bag_of_words(tokens: NDArray[np.int64], classes: NDArray[np.int64], n: int) -> BagOfWords:
    """Fit the classes of sequences (T, B) by least squares on the counts of n words."""
    return BagOfWords(fit_linear_probe(count_words(tokens, n), classes))


def count_words(tokens: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return how often each of n words occurs in each sequence, (B, n); padding, which is 0, is not counted."""
    columns = np.arange(tokens.shape[1]) * n
    counts = np.bincount((tokens + columns).ravel(), minlength=n * tokens.shape[1]).reshape(-1, n).astype(np.float64)
    counts[:, 0] = 0
    return counts
