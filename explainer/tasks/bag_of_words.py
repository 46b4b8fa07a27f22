"""A bag of words: a class from how often each word occurs, whatever the order, by least squares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class BagOfWords:
    """A weight for each word, `weights` (V,), and a bias: above zero is class 1, otherwise class 0."""

    weights: NDArray[np.float64]
    bias: float

    def classify(self, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class, 0 or 1, of each sequence of tokens (T, B), as (B,)."""
        return (count_words(tokens, len(self.weights)) @ self.weights + self.bias > 0).astype(np.int64)


def fit_bag_of_words(tokens: NDArray[np.int64], classes: NDArray[np.int64], n: int) -> BagOfWords:
    """Fit the classes of sequences (T, B), as −1 and 1, by least squares on the counts of n words."""
    features = np.column_stack([count_words(tokens, n), np.ones(len(classes))])  # (B, V + 1)
    found = np.linalg.lstsq(features, 2.0 * classes - 1.0, rcond=None)[0]
    return BagOfWords(found[:-1], float(found[-1]))


def count_words(tokens: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return how often each of n words occurs in each sequence, (B, n); padding, which is 0, is not counted."""
    columns = np.arange(tokens.shape[1]) * n
    counts = np.bincount((tokens + columns).ravel(), minlength=n * tokens.shape[1]).reshape(-1, n).astype(np.float64)
    counts[:, 0] = 0
    return counts
