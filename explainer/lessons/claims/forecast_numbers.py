"""Numbers about forecasts: how near they are to the last value, and how much better than repeating it."""

import csv
import gzip
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Condition
from explainer.runs.loading import checkpoint_from_arrays, recipe_problem
from explainer.runs.run_result import RunResult
from explainer.tasks.hourly import load
from explainer.tasks.metrics import in_units
from explainer.tasks.predictions import predict

ROWS, PAST, TRAINING = 105, 8, 70  # of a series that is forecast; as many as the stock prices have
STOCKS = "plotly/package_data/datasets/stocks.csv.gz"
"""Weekly closing prices of six firms in 2018 and 2019, relative to the first, which come with plotly."""


def nearness_to_last(result: RunResult) -> Sequence[float]:
    """Return log10 of the distance of predictions to the last value over that to the true next one, (S,).

    Both are means over the test windows in which the next value falls by more than the median fall: below 0 the
    predictions resemble the past more than what comes.
    """
    problem = recipe_problem(result.recipe)
    batch = problem.test
    last = problem.scalings[-1].undo(np.asarray(batch.x[-1, -1], np.float64))  # (B,)
    truth = in_units(problem, batch.target, batch.x)[0]
    falls = (truth - last) < np.median((truth - last)[truth < last])
    found = []
    for number in range(1, result.recipe.seeds + 1):
        weights = checkpoint_from_arrays("", result.step, number, result.recipe, problem, result.weights)
        raw = predict(weights.layers, weights.readout, batch.x, problem.where)
        predicted = in_units(problem, raw, batch.x)[0]
        distances = [float(np.abs(predicted - one)[falls].mean()) for one in (last, truth)]
        found.append(float(np.log10(distances[0] / distances[1])))
    return found


def forecast_skill(condition: Condition, seed: int) -> float:
    """Return by what share least squares on 8 past values is better than repeating the last one, on unseen rows.

    `series` is "electricity", the seed-th stretch of 105 hours, or "stocks", the seed-th firm; 70 rows are for fitting.
    """
    values = _stretch(seed) if condition["series"] == "electricity" else _stock(seed)
    windows = np.lib.stride_tricks.sliding_window_view(values, PAST + 1)  # (rows, PAST + 1)
    fitted, unseen = windows[: TRAINING - PAST], windows[TRAINING - PAST :]
    weights = np.linalg.lstsq(_with_one(fitted[:, :-1]), fitted[:, -1], rcond=None)[0]
    error = np.abs(_with_one(unseen[:, :-1]) @ weights - unseen[:, -1]).mean()
    return float(1 - error / np.abs(unseen[:, -1] - unseen[:, -2]).mean())


def _with_one(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([rows, np.ones(len(rows))])


def _stretch(seed: int) -> NDArray[np.float64]:
    begin = seed * 24 * 61  # two months apart, over all seasons
    return load()[begin : begin + ROWS]


def _stock(seed: int) -> NDArray[np.float64]:
    found = distribution("plotly").locate_file(STOCKS)  # so plotly need not be imported
    with Path(str(found)).open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    return np.array([float(row[1 + seed]) for row in rows[1:]])
