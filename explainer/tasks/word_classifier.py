"""A classifier of texts by how often each word occurs, whatever the order: several classes, by ridge regression."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.bag_of_words import count_words

Tokens = NDArray[np.int64]
Floats = NDArray[np.float64]

SLICE = 1_000  # texts whose words are counted at once
PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0)
VALIDATION = 10  # one training text in so many chooses the penalty


@dataclass(frozen=True, eq=False)
class WordClassifier:
    """A weight for each of V words and k classes, `weights` (V, k), and `bias` (k,); the largest sum is the class."""

    weights: Floats
    bias: Floats

    def classify(self, tokens: Tokens) -> NDArray[np.int64]:
        """Return the class of each sequence of tokens (T, B), as (B,)."""
        found = [counts @ self.weights + self.bias for counts in _slices(tokens, len(self.weights))]
        return np.asarray(np.concatenate(found).argmax(axis=1), np.int64)


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over texts: of counts (V,) and of one-hot classes (k,), of their products (V, V) and (V, k)."""

    texts: int
    counts: Floats
    classes: Floats
    products: Floats
    targets: Floats

    def fit(self, penalty: float) -> WordClassifier:
        """Return the least squares with a penalty on the squared weights, not on the bias (Hoerl & Kennard 1970)."""
        x, y = self.counts / self.texts, self.classes / self.texts
        centred = self.products - self.texts * np.outer(x, x)
        weights = np.linalg.solve(centred + penalty * np.eye(len(x)), self.targets - self.texts * np.outer(x, y))
        return WordClassifier(np.asarray(weights, np.float64), y - x @ weights)


def fit_word_classifier(tokens: Tokens, classes: NDArray[np.int64], n: int, k: int) -> WordClassifier:
    """Fit k classes of sequences (T, B) to the counts of n words.

    The penalty is that of PENALTIES with the highest accuracy on every tenth sequence when fitted on the others, the
    largest of equals.
    """
    last = np.arange(len(classes)) % VALIDATION == VALIDATION - 1
    moments = _moments(tokens[:, ~last], classes[~last], n, k)
    accuracy = {one: float((moments.fit(one).classify(tokens[:, last]) == classes[last]).mean()) for one in PENALTIES}
    penalty = max(reversed(PENALTIES), key=lambda one: accuracy[one])
    return _moments(tokens, classes, n, k).fit(penalty)


def _moments(tokens: Tokens, classes: NDArray[np.int64], n: int, k: int) -> Moments:
    targets = np.eye(k)[classes]  # (B, k)
    products, sums = np.zeros((n, n)), np.zeros((n, k))
    totals = np.zeros(n)
    for start, counts in zip(range(0, len(classes), SLICE), _slices(tokens, n), strict=True):
        totals += counts.sum(axis=0)
        products += counts.T @ counts
        sums += counts.T @ targets[start : start + SLICE]
    return Moments(len(classes), totals, targets.sum(axis=0), products, sums)


def _slices(tokens: Tokens, n: int) -> Iterator[Floats]:
    """Yield the counts of n words, (B, n), of some sequences at a time."""
    return (count_words(tokens[:, start : start + SLICE], n) for start in range(0, tokens.shape[1], SLICE))
