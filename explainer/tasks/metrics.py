"""The metrics by which predictions are scored, in numpy, each with a title and a description."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.batch import Batch
from explainer.tasks.language_metrics import perplexity
from explainer.tasks.problem import Problem

Numbers = NDArray[Any]
Mask = NDArray[np.float32] | None


@dataclass(frozen=True)
class Metric:
    """A metric: `measure` takes predictions, targets and a mask or None; `better` is "higher" or "lower".

    Predictions are (k, B) or (T, k, B): class scores, or numbers in the same units as the targets. `template` is the
    format string of its values.
    """

    title: str
    measure: Callable[[Numbers, Numbers, Mask], float]
    description: str
    better: str
    template: str

    def format(self, value: float) -> str:
        """Write a value of this metric."""
        return self.template.format(value)


def _accuracy(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    return _mean(predictions.argmax(axis=-2) == targets, mask)


def _accepted(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    """Return the share of strings whose k outputs are on the right side of one half at every step of the mask."""
    right = ((predictions > 0.5) == (targets > 0.5)).all(axis=1)  # (T, B)
    return float((right if mask is None else right | (mask == 0)).all(axis=0).mean())


def _exact(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    """Return the share of sequences with the right class at every step of the mask."""
    right = np.atleast_2d(predictions.argmax(axis=-2) == targets)  # (T, B), or (1, B) for one step
    return float((right if mask is None else right | (mask == 0)).all(axis=0).mean())


def _mse(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    return _mean(((predictions - targets) ** 2).mean(axis=-2), mask)


def _mae(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    return _mean(np.abs(predictions - targets).mean(axis=-2), mask)


def _smape(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    size = np.abs(predictions) + np.abs(targets)
    difference = 2 * np.abs(predictions - targets)
    ratio = np.divide(difference, size, out=np.zeros_like(size), where=size > 0)  # 0 predicted for 0 has no error
    return _mean(ratio.mean(axis=-2), mask)


def _perplexity(predictions: Numbers, targets: Numbers, mask: Mask) -> float:
    return perplexity(_mean(negative_log_likelihood(predictions, targets), mask))


def negative_log_likelihood(scores: Numbers, targets: Numbers) -> NDArray[np.float64]:
    """Return the negative log probability, in nats, of the targets (…, B) under scores (…, k, B), as (…, B)."""
    scores = np.asarray(scores, np.float64)
    highest = scores.max(axis=-2)
    log_sum = np.log(np.exp(scores - highest[..., None, :]).sum(axis=-2)) + highest
    return np.asarray(log_sum - np.take_along_axis(scores, targets[..., None, :], axis=-2)[..., 0, :])


def _mean(each: Numbers, mask: Mask) -> float:
    """Average over all steps and sequences of the mask; `each` is (B,) or (T, B)."""
    return float(np.average(np.asarray(each, np.float64), weights=mask))


METRICS: dict[str, Metric] = {
    "accuracy": Metric(
        "accuracy", _accuracy, "the share of predictions that are the right class: higher is better",
        "higher", "{:.1%}",
    ),
    "accepted": Metric(
        "strings accepted", _accepted,
        "the share of strings with a correct prediction at every step: higher is better",
        "higher", "{:.1%}",
    ),
    "perplexity": Metric(
        "perplexity", _perplexity,
        "e to the mean negative log probability of the correct next token: "
        "as if choosing among so many equally likely ones, so lower is better",
        "lower", "{:.2f}",
    ),
    "exact": Metric(
        "exact match", _exact, "the share of sequences with the right class at every step: higher is better",
        "higher", "{:.1%}",
    ),
    "mse": Metric(
        "mean squared error", _mse,
        "the mean squared difference between prediction and target: lower is better",
        "lower", "{:.4f}",
    ),
    "mae": Metric(
        "mean absolute error", _mae,
        "the mean difference between prediction and target, in the units of the series: lower is better",
        "lower", "{:.4g}",
    ),
    "smape": Metric(
        "sMAPE", _smape,
        "the mean difference between prediction and target as a share of their size "
        "(symmetric mean absolute percentage error, 0 to 200 %): lower is better",
        "lower", "{:.2%}",
    ),
}  # fmt: skip


def score(problem: Problem, predictions: Numbers, batch: Batch) -> float:
    """Return the problem's metric of predictions for a batch, (k, B) or (T, k, B), in the units of the data."""
    measure = METRICS[problem.metric].measure
    if problem.kind == "classes":
        return measure(predictions, batch.target, batch.mask)
    return measure(in_units(problem, predictions, batch.x), in_units(problem, batch.target, batch.x), batch.mask)


def in_units(problem: Problem, numbers: Numbers, x: Numbers) -> Numbers:
    """Return predictions or targets for inputs x (T, n, B) in the units of the data, shaped as they are."""
    unscaled = problem.unscale(numbers)
    return unscaled if problem.line is None else unscaled + problem.line(x)


def is_solved(problem: Problem, value: float) -> bool:
    """Tell whether a score reaches the problem's threshold; NaN never does."""
    return value >= problem.solved if METRICS[problem.metric].better == "higher" else value <= problem.solved
