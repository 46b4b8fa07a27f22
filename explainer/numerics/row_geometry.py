"""The rows of a matrix as points: their plane of largest variance, and which are near to each other."""

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array


def principal_plane(rows: Array) -> tuple[Array, float]:
    """Return rows (V, e) in the plane of their first two principal components, (V, 2), and its share of the variance.

    Rows of one number lie on the first axis. Of each axis the sign is such that its furthest point is positive.
    """
    centred = rows - rows.mean(axis=0)
    scores, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    points = np.zeros((len(rows), 2))
    points[:, : min(2, len(sizes))] = scores[:, :2] * sizes[:2]
    furthest = points[np.abs(points).argmax(axis=0), [0, 1]]
    variance = sizes**2
    share = float(variance[:2].sum() / variance.sum()) if variance.sum() > 0 else 0.0
    return points * np.where(furthest < 0, -1.0, 1.0), share


def nearest_rows(rows: Array, count: int) -> tuple[NDArray[np.int64], Array]:
    """Return for each row (V, e) the numbers of the nearest other rows, the nearest first, and their distances.

    Distances are Euclidean; both results are (V, min(count, V - 1)).
    """
    squares = (rows * rows).sum(axis=1)
    squared = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(squared, np.inf)
    found = np.argsort(squared, axis=1, kind="stable")[:, : min(count, len(rows) - 1)]
    return found, np.sqrt(np.maximum(np.take_along_axis(squared, found, axis=1), 0.0))
