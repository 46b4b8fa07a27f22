"""The problem of a windowed series, which is solved where it is better than every simple answer."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import counted
from explainer.tasks.baselines import MARGIN, baselines, best
from explainer.tasks.problem import Problem, TaskError, TaskSetting
from explainer.tasks.windowed_series import SEASONAL, TARGETS, VALUE, WindowedSeries, windows

TARGET = TaskSetting(
    "Target", SEASONAL,
    "What the network predicts. The seasonal line is the current value with the change of one season before. "
    "It needs a season of the past, so a shorter lookback is lengthened.",
    choices=TARGETS, absent=VALUE,
)  # fmt: skip


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
    inputs: tuple[str, ...],
    output: str,
    labels: tuple[str, ...] = (),
) -> Problem:
    """Make the problem of a series; it counts as solved at MARGIN times the error of the best simple answer.

    `labels` name the rows. The probe is the first window of the test. A lookback that is too short for the line of the
    target is lengthened; raises TaskError for a series that is too short.
    """
    series = replace(series, lookback=max(series.lookback, series.shortest_lookback()))
    check(series)
    scalings, scaling = series.scalings(), series.scaling()
    x = np.column_stack([one.apply(column) for one, column in zip(scalings, series.x.T, strict=True)]).astype(
        np.float32
    )
    take = partial(windows, x, scaling.apply(series.targets()).astype(np.float32), series)
    train_starts, test_starts = series.train_starts(), series.test_starts()
    found = Problem(
        n=x.shape[1], k=1, steps=series.lookback, kind="numbers", where="last", metric=metric, baseline=0.0, solved=0.0,
        draw=lambda rng, count: take(rng.choice(train_starts, count)), test=take(test_starts),
        probe=take(test_starts[:1]),
        inputs=inputs, outputs=(output,), labels=labels[test_starts[0] : test_starts[0] + series.lookback],
        scalings=scalings, unscale=scaling.undo, line=series.line_of_inputs(),
    )  # fmt: skip
    return with_baselines(found, series, test_starts)


def with_baselines(problem: Problem, series: WindowedSeries, starts: NDArray[np.int64]) -> Problem:
    """Return the problem with the scores of simple answers for the test windows that begin at these rows."""
    found = baselines(series, problem.metric, starts)
    lowest = best(found, problem.metric)[1]
    return replace(problem, baselines=found, baseline=lowest, solved=MARGIN * lowest)
