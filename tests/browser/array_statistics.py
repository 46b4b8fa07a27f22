"""Statistics of an array that stay the same when it is renamed, moved or transposed."""

from collections.abc import Sequence

import numpy as np

CLOSE = 2e-3  # of the root mean square; another processor and another rounding stay far below
Statistics = Sequence[float]
"""Size, count of finite numbers, mean, root mean square, least, largest, and two sums that depend on the order."""


def statistics(array: np.ndarray) -> list[float]:
    """Return the statistics of an array of one or two dimensions."""
    ok = np.isfinite(array)
    filled = np.where(ok, array, 0.0)
    known = array[ok]
    if not known.size:
        return [array.size, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    size = float(np.sqrt(np.mean((known / (top := np.abs(known).max() or 1.0)) ** 2)) * top)
    orders = sorted(_in_order(one) for one in (filled, filled.T))  # a transposed array has the same two
    numbers = [known.mean(), size, known.min(), known.max(), *orders]
    return [array.size, int(ok.sum()), *(float(f"{number:.4g}") for number in numbers)]


def _in_order(array: np.ndarray) -> float:
    """Return a sum in which every place has a weight of its own, about as large as the root mean square."""
    weights = np.cos(2.4 * np.arange(array.size))
    return float(array.ravel() @ weights / np.sqrt(array.size))


def are_close(one: Statistics, other: Statistics) -> bool:
    """Tell whether two arrays may be the same one."""
    within = CLOSE * max(one[3], other[3])
    return tuple(one[:2]) == tuple(other[:2]) and all(
        abs(a - b) <= within for a, b in zip(one[2:], other[2:], strict=True)
    )


def is_evenly_spaced(array: np.ndarray) -> bool:
    """Tell whether an array only counts along an axis, which says nothing about what is drawn."""
    steps = np.diff(array.ravel())
    return array.size < 2 or bool(np.allclose(steps, steps[0]) and steps[0] != 0)
