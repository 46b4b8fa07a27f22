"""Downsampling of large values for a figure, as means over blocks of steps and units."""

import numpy as np

from explainer.cells.primitives import Array

Downsampled = tuple[Array, int, int]
"""Values (blocks of steps, blocks of units), and how many steps and units each block has."""


def downsample(values: Array, most_steps: int, most_units: int) -> Downsampled:
    """Return values (T, m) as means over blocks, and how many steps and units are in each."""
    steps, units = (-(-size // most) for size, most in zip(values.shape, (most_steps, most_units), strict=True))
    return _means(_means(values, steps, 0), units, 1), steps, units


def _means(values: Array, size: int, axis: int) -> Array:
    """Return the means of `size` neighbours along an axis; the last block may be shorter."""
    if size == 1:
        return values
    starts = np.arange(0, values.shape[axis], size)
    counts = np.diff([*starts, values.shape[axis]])
    return np.asarray(np.add.reduceat(values, starts, axis) / np.expand_dims(counts, 1 - axis))
