"""A series as windows: training on its first part, testing on the part that comes later."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling, fit_scaling
from explainer.tasks.batch import Batch
from explainer.tasks.problem import TEST_SIZE
from explainer.tasks.season import Season

Numbers = NDArray[np.float64]
Starts = NDArray[np.int64]
VALUE, CHANGE, SEASONAL = "value", "change from the current value", "change from the seasonal line"
TARGETS = (VALUE, CHANGE, SEASONAL)


@dataclass(frozen=True, eq=False)
class WindowedSeries:
    """A series as windows of `lookback` rows, each with the number `ahead` rows after its last one as the target.

    `x` (rows, n) are the inputs and `y` (rows,) the numbers to predict, both unscaled, y being column `column` of x.
    Targets before row `train_rows` are for training, later ones for the test. The first `unscaled` columns of x stay
    as they are. A network predicts the value or a change, as `target` says, one of TARGETS; the seasonal line is that
    of the first of `seasons`.
    """

    x: Numbers
    y: Numbers
    lookback: int
    ahead: int
    train_rows: int
    unscaled: int = 0
    column: int = 0
    seasons: tuple[Season, ...] = ()
    target: str = VALUE

    @property
    def span(self) -> int:
        """How many rows a window's target is after its first row."""
        return self.lookback - 1 + self.ahead

    def scalings(self) -> tuple[Scaling, ...]:
        """Fit a scaling to each column of x, on the training rows only."""
        none = (Scaling(),) * self.unscaled
        return none + tuple(fit_scaling(column, "standard") for column in self.x[: self.train_rows, self.unscaled :].T)

    def targets(self) -> Numbers:
        """Return what a network predicts for each row, unscaled, (rows,): y, or its change; NaN without a line."""
        first, found = self.shortest_lookback() - 1, self.y.copy()
        if self.target == VALUE:
            return found
        current = np.arange(first, len(self.y) - self.ahead)
        found[: first + self.ahead] = np.nan
        found[first + self.ahead :] -= self.line(lambda lag: self.y[current - lag])
        return found

    def scaling(self) -> Scaling:
        """Fit the scaling of the targets, on the training rows only."""
        known = self.targets()[: self.train_rows]
        return fit_scaling(known[~np.isnan(known)], "standard")

    def train_starts(self) -> Starts:
        """Return the first row of each training window."""
        return np.arange(0, self.train_rows - self.span)

    def test_starts(self) -> Starts:
        """Return the first row of each test window, evenly spaced where there are more than TEST_SIZE."""
        every = np.arange(self.train_rows - self.span, len(self.y) - self.span)
        return (
            every if len(every) <= TEST_SIZE else every[np.linspace(0, len(every) - 1, TEST_SIZE).round().astype(int)]
        )

    def shortest_lookback(self) -> int:
        """Return how many rows a window must have for the line of its target."""
        return self.seasons[0].lag(self.ahead) + 1 if self.target == SEASONAL and self.seasons else 1

    def line(self, before: Callable[[int], Numbers]) -> Numbers:
        """Return the line from which changes are counted; `before` returns y so many rows before the current one.

        The seasonal line of a series without a season is its current value.
        """
        if self.target != SEASONAL or not self.seasons:
            return before(0)
        return seasonal_line(before, self.seasons[0].lag(self.ahead), self.ahead)

    def line_of_inputs(self) -> Callable[[NDArray[Any]], Numbers] | None:
        """Return the function from scaled inputs (T, n, B) to the line in units, (1, B); None for the value itself."""
        return None if self.target == VALUE else partial(_line_of_inputs, self, self.scalings()[self.column])


def seasonal_line(before: Callable[[int], Numbers], lag: int, ahead: int) -> Numbers:
    """Return the current value and the change that y had over `ahead` rows one `lag` earlier."""
    return before(0) + before(lag - ahead) - before(lag)


def _line_of_inputs(series: WindowedSeries, scaling: Scaling, x: NDArray[Any]) -> Numbers:
    y = np.asarray(x[:, series.column], np.float64)  # (T, B)
    return series.line(lambda lag: scaling.undo(y[len(y) - 1 - lag]))[None]


def windows(x: NDArray[np.float32], y: NDArray[np.float32], series: WindowedSeries, starts: Starts) -> Batch:
    """Return the windows that begin at these rows, x (T, n, B), each with its target, (1, B)."""
    rows = starts + np.arange(series.lookback)[:, None]  # (T, B)
    return Batch(np.ascontiguousarray(x[rows].transpose(0, 2, 1)), y[starts + series.span][None])
