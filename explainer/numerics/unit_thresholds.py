"""One of two classes, read from single units: for each the threshold, and the side of it, that is right most often."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array


@dataclass(frozen=True, eq=False)
class UnitThresholds:
    """For each unit the `cuts` (U,), and whether values above are class 1 or, where not `above` (U,), class 0."""

    cuts: Array
    above: NDArray[np.bool_]

    def classify(self, values: Array) -> NDArray[np.int64]:
        """Return the class that each unit alone reads from its values (N, U), as (N, U)."""
        return np.asarray((values > self.cuts) == self.above, np.int64)


def fit_unit_thresholds(values: Array, classes: NDArray[np.int64]) -> UnitThresholds:
    """Return for each unit of values (N, U) the cut with the fewest errors on classes (N,), 0 or 1."""
    found = [_best_cut(unit, classes) for unit in values.T]
    return UnitThresholds(np.array([cut for cut, _ in found]), np.array([above for _, above in found], np.bool_))


def _best_cut(values: Array, classes: NDArray[np.int64]) -> tuple[float, bool]:
    order = np.argsort(values)
    ordered, ones = values[order], np.concatenate([[0], np.cumsum(classes[order])])  # (N,), (N + 1,)
    below = np.arange(len(values) + 1)
    right = below - ones + ones[-1] - ones  # zeros below the cut, and ones above it
    bounds = np.concatenate([[-np.inf], ordered, [np.inf]])
    between = bounds[:-1] < bounds[1:]  # equal values are never separated
    score = np.where(between, np.abs(right - len(values) / 2), -1.0)
    k = int(score.argmax())
    return _middle(float(bounds[k]), float(bounds[k + 1])), bool(2 * right[k] >= len(values))


def _middle(low: float, high: float) -> float:
    """Return a number from `low` up to, but not including, `high`; either may be infinite."""
    middle = low + (high - low) / 2 if np.isfinite(high - low) else low
    return middle if middle < high else low
