"""Windows of a series: training on its first part, testing on the part that comes later."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling, fit_scaling
from explainer.inputs.sequence import counted
from explainer.tasks.metrics import score
from explainer.tasks.problem import TEST_SIZE, Batch, Problem, TaskError

Numbers = NDArray[np.float64]
RECIPE_DEFAULTS = {
    "LSTM": {"m": 32, "keep": "1", "updates": 500},
    "GRU": {"m": 32, "keep": "1", "updates": 500},
    "RNN": {"m": 32, "keep": "as drawn", "updates": 500},
    "": {"m": 32, "keep": "1", "updates": 500},
}
"""By cell, what a forecast of a recorded series begins with; measured on the hourly load."""


@dataclass(frozen=True, eq=False)
class WindowedSeries:
    """A series as windows of `lookback` rows, each with the number `ahead` rows after its last one as the target.

    `x` (rows, n) are the inputs and `y` (rows,) the targets, both unscaled; targets before row `train_rows` are for
    training, later ones for the test. The first `unscaled` columns of x stay as they are.
    """

    x: Numbers
    y: Numbers
    lookback: int
    ahead: int
    train_rows: int
    unscaled: int = 0

    @property
    def span(self) -> int:
        """How many rows a window's target is after its first row."""
        return self.lookback - 1 + self.ahead

    def scalings(self) -> tuple[Scaling, ...]:
        """Fit a scaling to each column of x, on the training rows only."""
        none = (Scaling(),) * self.unscaled
        return none + tuple(fit_scaling(column, "standard") for column in self.x[: self.train_rows, self.unscaled :].T)

    def scaling(self) -> Scaling:
        """Fit the scaling of y, on the same rows."""
        return fit_scaling(self.y[: self.train_rows], "standard")

    def train_starts(self) -> NDArray[np.int64]:
        """Return the first row of each training window."""
        return np.arange(0, self.train_rows - self.span)

    def test_starts(self) -> NDArray[np.int64]:
        """Return the first row of each test window, evenly spaced where there are more than TEST_SIZE."""
        every = np.arange(self.train_rows - self.span, len(self.y) - self.span)
        return (
            every if len(every) <= TEST_SIZE else every[np.linspace(0, len(every) - 1, TEST_SIZE).round().astype(int)]
        )


def check(series: WindowedSeries) -> None:
    """Raise TaskError where too little is left to train on."""
    if len(series.train_starts()) < 1:
        raise TaskError(
            f"The series has {len(series.y):,} rows, {series.train_rows:,} of them for training. A lookback of "
            f"{series.lookback} and {counted(series.ahead, 'row')} ahead need at least {series.span + 1:,}; "
            "use a longer series or a shorter lookback."
        )


def make_problem(
    series: WindowedSeries,
    metric: str,
    better_than: float,
    inputs: tuple[str, ...],
    output: str,
    labels: tuple[str, ...] = (),
) -> Problem:
    """Make the problem of a series; it counts as solved at `better_than` times the error of `persistence`.

    `labels` name the rows. The probe is the first window of the test; raises TaskError for a series that is too short.
    """
    check(series)
    scalings, scaling = series.scalings(), series.scaling()
    x = np.column_stack([one.apply(column) for one, column in zip(scalings, series.x.T, strict=True)]).astype(
        np.float32
    )
    take = partial(windows, x, scaling.apply(series.y).astype(np.float32), series)
    train_starts, test_starts = series.train_starts(), series.test_starts()
    found = Problem(
        n=x.shape[1], k=1, steps=series.lookback, kind="numbers", where="last", metric=metric, baseline=0.0, solved=0.0,
        draw=lambda rng, count: take(rng.choice(train_starts, count)), test=take(test_starts),
        probe=take(test_starts[:1]),
        inputs=inputs, outputs=(output,), labels=labels[test_starts[0] : test_starts[0] + series.lookback],
        scalings=scalings, unscale=scaling.undo,
    )  # fmt: skip
    baseline = persistence(series, found)
    return replace(found, baseline=baseline, solved=better_than * baseline)


def windows(x: NDArray[np.float32], y: NDArray[np.float32], series: WindowedSeries, starts: NDArray[np.int64]) -> Batch:
    """Return the windows that begin at these rows, x (T, n, B), each with its target, (1, B)."""
    rows = starts + np.arange(series.lookback)[:, None]  # (T, B)
    return Batch(np.ascontiguousarray(x[rows].transpose(0, 2, 1)), y[starts + series.span][None])


def persistence(series: WindowedSeries, problem: Problem) -> float:
    """Return the score of repeating the current number, by the problem's metric over its test set."""
    current = series.y[series.test_starts() + series.lookback - 1]
    return score(problem, series.scaling().apply(current)[None], problem.test)
