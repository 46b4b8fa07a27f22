"""Simple answers to a series task, each with its score on exactly the test windows."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.tasks import least_squares
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import Problem
from explainer.tasks.season import Season
from explainer.tasks.windowed_series import WindowedSeries, seasonal_line

Numbers = NDArray[np.float64]
Baselines = tuple[tuple[str, float], ...]
MARGIN = 0.98
"""A task counts as solved at this share of the error of the best simple answer."""
SOLVED = "Solved means an error at least 2% below that of the best simple answer."


def baselines(series: WindowedSeries, metric: str, starts: NDArray[np.int64]) -> Baselines:
    """Return the name and the score of each simple answer, over the windows that begin at these rows."""
    targets = series.y[starts + series.span]
    measure = METRICS[metric].measure
    return tuple((name, measure(found[None], targets[None], None)) for name, found in answers(series, starts).items())


def best(found: Baselines, metric: str) -> tuple[str, float]:
    """Return the name and the score of the best answer."""
    choose = max if METRICS[metric].better == "higher" else min
    return choose(found, key=lambda one: one[1])


def describe_best(problem: Problem) -> str:
    """Name what a network is compared with, and its score: the best simple answer, or the one without memory."""
    score = METRICS[problem.metric].format(problem.baseline)
    if not problem.baselines:
        return f"without memory it would be {score}"
    return f"the best simple answer, {best(problem.baselines, problem.metric)[0]}, reaches {score}"


def answers(series: WindowedSeries, starts: NDArray[np.int64]) -> dict[str, Numbers]:
    """Return the simple answers by name, each (B,), in the units of the series."""
    before = partial(_before, series, starts + series.lookback - 1)
    found = {"repeating the current value": before(0)}
    known = [one for one in series.seasons if starts.min() + series.lookback - 1 >= one.lag(series.ahead)]
    for season in known:
        found |= _of_season(season, series.ahead, before)
    if not known and series.lookback > 1:
        found["continuing the last change"] = before(0) + series.ahead * (before(0) - before(1))
    rows = least_squares.steps(series)
    where = "the lookback" if rows == series.lookback else f"the last {rows} rows"
    return found | {f"least squares on {where}": least_squares.predictions(series, starts)}


def _before(series: WindowedSeries, current: NDArray[np.int64], lag: int) -> Numbers:
    return series.y[current - lag]


def _of_season(season: Season, ahead: int, before: Callable[[int], Numbers]) -> dict[str, Numbers]:
    """Return the value a season before the target, and the current value with the change a season before."""
    lag = season.lag(ahead)
    words = season.before(ahead)
    return {
        f"the value {words}": before(lag - ahead),
        f"repeating the change {words}": seasonal_line(before, lag, ahead),
    }
