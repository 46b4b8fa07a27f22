"""How well each unit alone separates a feature of a text: areas under the ROC curve, and the line of chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array

Numbers = NDArray[np.floating[Any]]
SHIFTS = 99  # copies of the feature, moved along the text
CHANCE = 0.05  # how often the best of all units comes above the line where there is nothing to be found


@dataclass(frozen=True, eq=False)
class UnitScores:
    """Scores of U units on both halves of a text, (U,) each; `order` has the best on the first half first.

    `sign` is −1 where a unit is low while the feature is on. With it, 0.5 is chance and 1 a perfect separation.
    `chance` is the line that the best of all units exceeds by chance in one of twenty cases, on the second half.
    """

    first: Array
    second: Array
    sign: NDArray[np.int64]
    chance: float

    @property
    def order(self) -> NDArray[np.int64]:
        """The units, from 0, those with the highest scores on the first half first."""
        return np.argsort(-self.first, kind="stable")

    @property
    def best(self) -> int:
        """The unit that is best on the first half."""
        return int(self.order[0])

    def is_found(self, unit: int) -> bool:
        """Tell whether a unit's score on the second half lies above the line of chance."""
        return bool(self.second[unit] > self.chance)


def score_units(first: Numbers, second: Numbers, feature: tuple[Array, Array], seed: int = 0) -> UnitScores:
    """Score units on a feature of both halves of a text, whose `ranks` are `first` (N, U) and `second` (M, U).

    `feature` is (N,) and (M,), neither of them constant. Signs come from the first half alone, and so does the order,
    so that the best of many units is not better on the second half than it is.
    """
    areas = rank_areas(first, feature[0])
    sign = np.where(areas < 0.5, -1, 1)
    second_areas = rank_areas(second, feature[1])
    return UnitScores(0.5 + np.abs(areas - 0.5), 0.5 + sign * (second_areas - 0.5), sign,
                      chance_line(second, feature[1], seed))  # fmt: skip


def ranks(values: Numbers) -> NDArray[np.float32]:
    """Return the rank of each value within its column, from 1; equal values share the mean of their ranks.

    `values` is (N, U) or (N,), N below 2²³, so that every rank is exact in float32.
    """
    columns = np.ascontiguousarray(values.T).reshape(-1, len(values))  # (U, N)
    order = np.argsort(columns, axis=1)
    ordered = np.take_along_axis(columns, order, axis=1)
    is_new = np.ones(ordered.shape, bool)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    positions = np.arange(len(values), dtype=np.int32)
    start = np.maximum.accumulate(np.where(is_new, positions, 0), axis=1)  # where each run of equal values begins
    is_last = np.roll(is_new, -1, axis=1)  # a run ends before the next one begins; the first is new, so the last ends
    stop = np.minimum.accumulate(np.where(is_last, positions, len(values))[:, ::-1], axis=1)[:, ::-1]
    found = np.empty(columns.shape, np.float32)
    np.put_along_axis(found, order, ((start + stop) / 2 + 1).astype(np.float32), axis=1)
    return found.T.reshape(values.shape)


def rank_areas(rank: Numbers, feature: Array) -> Array:
    """Return the area under the ROC curve of each unit, (U,), from its `ranks` (N, U) and a feature (N,).

    For a feature of 0 and 1 it is the share of all pairs, one token of each kind, in which the unit is higher where the
    feature is on; a tie counts half (Mann & Whitney 1947). For more values it is Spearman's rank correlation on the
    same scale: 1 where the unit rises with the feature without exception, 0.5 where they are not related.
    """
    moved, largest = _centred_ranks(feature)
    return np.asarray(0.5 + 0.5 * (moved @ (rank.astype(np.float64) - (len(rank) + 1) / 2)) / largest)


def chance_line(rank: Numbers, feature: Array, seed: int = 0, shifts: int = SHIFTS) -> float:
    """Return the score that the best of all units exceeds in CHANCE of all texts in which none follows the feature.

    The feature is moved along the text in a circle, which keeps how long it stays on or off; a shuffle would not, and
    for units that change slowly its line would be too low. The score of the best unit is noted for each of `shifts`
    moves. Of 99 the fifth largest is the line: the true one, if like the others, is above it in 5 of 100 cases.
    """
    moved, largest = _centred_ranks(feature)
    steps = np.arange(1, len(feature))
    offsets = np.random.default_rng(seed).permutation(steps)[:shifts]
    copies = moved[(np.arange(len(feature)) - offsets[:, None]) % len(feature)].astype(np.float32)  # (shifts, N)
    centred = rank.astype(np.float32) - np.float32((len(rank) + 1) / 2)
    best = 0.5 + 0.5 * np.abs(copies @ centred).max(axis=1) / largest  # (shifts,)
    allowed = max(1, int(CHANCE * (len(offsets) + 1)))
    return float(np.sort(best)[-allowed])


def _centred_ranks(feature: Array) -> tuple[Array, float]:
    """Return the ranks of a feature less their mean, (N,), and the largest product that any unit's can have with it."""
    centred = ranks(np.asarray(feature, np.float64)).astype(np.float64) - (len(feature) + 1) / 2
    largest = float(np.sort(centred) @ (np.arange(1, len(feature) + 1) - (len(feature) + 1) / 2))
    if not largest > 0:
        raise ValueError("The feature has the same value everywhere; a score needs two different ones.")
    return centred, largest
