"""Linear probes: one of two or of several classes, read from numbers by directions that least squares finds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array


@dataclass(frozen=True, eq=False)
class LinearProbe:
    """A weight for each feature, `weights` (F,), and a bias: above zero is class 1, otherwise class 0.

    Alain & Bengio 2016 call a linear classifier on a layer's values a probe; theirs is fitted by cross-entropy.
    """

    weights: Array
    bias: float

    def classify(self, features: Array) -> NDArray[np.int64]:
        """Return the class, 0 or 1, of each row of features (N, F), as (N,)."""
        return (features @ self.weights + self.bias > 0).astype(np.int64)


def fit_linear_probe(features: Array, classes: NDArray[np.int64]) -> LinearProbe:
    """Fit the classes (N,), as −1 and 1, by least squares on features (N, F), the shortest weights of the best."""
    with_bias = np.column_stack([features, np.ones(len(features))])  # (N, F + 1)
    found = np.linalg.lstsq(with_bias, 2.0 * classes - 1.0, rcond=None)[0]
    return LinearProbe(found[:-1], float(found[-1]))


@dataclass(frozen=True, eq=False)
class ClassProbe:
    """A weight for each feature and class, `weights` (F, k), and a bias for each class (k,): the largest sum wins."""

    weights: Array
    bias: Array

    def classify(self, features: Array) -> NDArray[np.int64]:
        """Return the class, from 0, of each row of features (N, F), as (N,)."""
        return np.asarray(np.argmax(features @ self.weights + self.bias, axis=-1), dtype=np.int64)


def fit_class_probe(features: Array, classes: NDArray[np.int64], k: int) -> ClassProbe:
    """Fit k classes (N,), each as −1 and 1, by least squares on features (N, F), the shortest weights of the best."""
    with_bias = np.column_stack([features, np.ones(len(features))])  # (N, F + 1)
    signs = 2.0 * np.eye(k)[classes] - 1.0  # (N, k)
    found = np.asarray(np.linalg.lstsq(with_bias, signs, rcond=None)[0], dtype=np.float64)  # (F + 1, k)
    return ClassProbe(found[:-1], found[-1])


def count_right(
    fitted_on: Array, classes: NDArray[np.int64], held_out: Array, true_classes: NDArray[np.int64], k: int
) -> NDArray[np.int64]:
    """Return at each step how many held-out classes (M,) a probe of that step's states reads rightly, (T,).

    A probe is fitted at each step on states (T, N, m) with their classes (N,), and reads other states (T, M, m).
    """
    probes = (fit_class_probe(features, classes, k) for features in fitted_on)
    right = [probe.classify(features) == true_classes for probe, features in zip(probes, held_out, strict=True)]
    return np.asarray(np.sum(right, axis=1), dtype=np.int64)


def majority_class(classes: NDArray[np.int64]) -> int:
    """Return the more frequent of the classes 0 and 1: the best answer that reads no features."""
    return int(2 * classes.sum() > len(classes))
