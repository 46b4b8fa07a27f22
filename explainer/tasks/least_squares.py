"""Linear regression on the lookback: the network's inputs, fitted by least squares on the training windows alone."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from explainer.tasks.windowed_series import WindowedSeries

Numbers = NDArray[np.float64]
RIDGE = 1e-8  # times the number of windows, added to the squares of scaled inputs so that they can be solved
MOST_INPUTS = 400
PART = 4096  # windows whose inputs are in memory at once


def steps(series: WindowedSeries) -> int:
    """Return over how many of the last rows the regression goes: the lookback, or what MOST_INPUTS leaves of it."""
    scaled = int(series.x.shape[1] - series.unscaled)
    return min(series.lookback, max(1, MOST_INPUTS // scaled))


def inputs(series: WindowedSeries, starts: NDArray[np.int64]) -> Numbers:
    """Return the inputs of windows, (B, F), with a last column of ones.

    Of the unscaled columns, a calendar, only the last row is taken: earlier points on a circle are linear in it.
    """
    rows = steps(series)
    first = starts + series.lookback - rows
    columns = [one.apply(column) for one, column in zip(series.scalings(), series.x.T, strict=True)]
    past = [sliding_window_view(column, rows)[first] for column in columns[series.unscaled :]]  # (B, steps) each
    last = [column[starts + series.lookback - 1, None] for column in columns[: series.unscaled]]
    return np.concatenate([*past, *last, np.ones((len(starts), 1))], axis=1)


def coefficients(series: WindowedSeries) -> Numbers:
    """Return the coefficients of the inputs, (F,), that predict y scaled; fitted on the training windows."""
    starts, y = series.train_starts(), _scaled(series)
    width = inputs(series, starts[:1]).shape[1]
    squares, products = RIDGE * len(starts) * np.eye(width), np.zeros(width)
    squares[-1, -1] = 0.0  # the constant is free
    for first in range(0, len(starts), PART):
        part = starts[first : first + PART]
        rows = inputs(series, part)
        squares += rows.T @ rows
        products += rows.T @ y[part + series.span]
    return np.asarray(np.linalg.solve(squares, products))


def predictions(series: WindowedSeries, starts: NDArray[np.int64]) -> Numbers:
    """Return the predictions for the windows that begin at these rows, in the units of y, (B,)."""
    scaling = series.scalings()[series.column]
    return scaling.undo(inputs(series, starts) @ coefficients(series))


def _scaled(series: WindowedSeries) -> Numbers:
    return series.scalings()[series.column].apply(series.y)
