"""The metrics: how right an answer is, in plain words and by a few lines of numpy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.problem import Batch, Problem

Numbers = NDArray[Any]
Counts = NDArray[np.float32] | None


@dataclass(frozen=True)
class Metric:
    """A way to judge: `measure` takes what is said, the truth and what counts, `better` is "higher" or "lower".

    What is said is (k, B) or (T, k, B): for classes their scores, otherwise numbers in their own units, as the truth.
    `written` is how its value is written.
    """

    title: str
    measure: Callable[[Numbers, Numbers, Counts], float]
    words: str
    better: str
    written: str


def _accuracy(said: Numbers, truth: Numbers, counts: Counts) -> float:
    return _mean(said.argmax(axis=-2) == truth, counts)


def _accepted(said: Numbers, truth: Numbers, counts: Counts) -> float:
    """A string is accepted when at each of its steps that count all k answers are on the right side of one half."""
    right = ((said > 0.5) == (truth > 0.5)).all(axis=1)  # (T, B)
    return float((right if counts is None else right | (counts == 0)).all(axis=0).mean())


def _mse(said: Numbers, truth: Numbers, counts: Counts) -> float:
    return _mean(((said - truth) ** 2).mean(axis=-2), counts)


def _mae(said: Numbers, truth: Numbers, counts: Counts) -> float:
    return _mean(np.abs(said - truth).mean(axis=-2), counts)


def _smape(said: Numbers, truth: Numbers, counts: Counts) -> float:
    size = np.abs(said) + np.abs(truth)
    shares = np.divide(2 * np.abs(said - truth), size, out=np.zeros_like(size), where=size > 0)  # 0 said of 0 is right
    return _mean(shares.mean(axis=-2), counts)


def _mean(each: Numbers, counts: Counts) -> float:
    """Average over all steps and sequences that count; `each` is (B,) or (T, B)."""
    return float(np.average(np.asarray(each, np.float64), weights=counts))


METRICS: dict[str, Metric] = {
    "accuracy": Metric(
        "accuracy", _accuracy, "the share of answers that name the right class: 1 is all, and higher is better",
        "higher", "{:.1%}",
    ),
    "accepted": Metric(
        "strings accepted", _accepted,
        "the share of strings at each of whose steps it is said rightly what may follow: higher is better",
        "higher", "{:.1%}",
    ),
    "mse": Metric(
        "mean squared error", _mse,
        "the mean of the squared distance between what is said and what is right: 0 is perfect, and lower is better",
        "lower", "{:.4f}",
    ),
    "mae": Metric(
        "mean absolute error", _mae,
        "how far off an answer is on average, in the units of the series: 0 is perfect, and lower is better",
        "lower", "{:.4g}",
    ),
    "smape": Metric(
        "sMAPE", _smape,
        "the distance between what is said and what is right as a share of the mean size of the two, on average "
        "(symmetric mean absolute percentage error, 0 to 200 %): lower is better",
        "lower", "{:.1%}",
    ),
}  # fmt: skip


def score(problem: Problem, said: Numbers, batch: Batch) -> float:
    """Judge what is said of a batch, (k, B) or (T, k, B), by the problem's metric and in its own units."""
    measure = METRICS[problem.metric].measure
    if problem.kind == "classes":
        return measure(said, batch.target, batch.counts)
    return measure(problem.unscale(said), problem.unscale(batch.target), batch.counts)


def is_solved(problem: Problem, value: float) -> bool:
    """Tell whether a score is as good as what counts as solved; no number never is."""
    return value >= problem.solved if METRICS[problem.metric].better == "higher" else value <= problem.solved
