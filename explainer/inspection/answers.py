"""The answers: what a trained net says of a batch, how right that is, and what it says on its own afterwards."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.layer import Layer
from explainer.ops import Array
from explainer.tasks.forecast import forecast
from explainer.tasks.metrics import score
from explainer.tasks.problem import Batch, Problem
from explainer.trace import output
from explainer.weights import Readout

AT_ONCE = 256  # sequences that are read side by side: few enough for the processor's cache, many for its matrices


def said(layers: Sequence[Layer], readout: Readout, x: NDArray[Any], where: str) -> Array:
    """Return what is said of x (T, n, B): (k, B) at the "last" step, or (T, k, B) at "each".

    A class gets a score; `shares` makes them shares of 1.
    """
    parts = []
    for start in range(0, x.shape[-1], AT_ONCE):
        h = output(layers, np.moveaxis(x[..., start : start + AT_ONCE], 1, 2))  # (T, B, m)
        parts.append(readout.said(h[-1] if where == "last" else h))  # (…, B, k)
    return np.moveaxis(np.concatenate(parts, axis=-2), -1, -2)  # (…, k, B)


def shares(said: Array) -> Array:
    """Return softmax over the classes, the last axis but one: what each class gets of 1."""
    powers = np.exp(said - said.max(axis=-2, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-2, keepdims=True))


def judged(layers: Sequence[Layer], readout: Readout, problem: Problem, batch: Batch | None = None) -> float:
    """Return the task's metric over a batch: the whole test set unless given; not a number where a run blew up."""
    batch = batch or problem.test
    answers = said(layers, readout, batch.x, problem.where)
    return score(problem, answers, batch) if np.isfinite(answers).all() else float("nan")


def closed_loop(layers: Sequence[Layer], readout: Readout, problem: Problem, x: Array) -> Array:
    """Return what is said after x (T, n) while each answer is read as the next input, in its own units (steps, k).

    As many steps as the problem knows what really follows.
    """
    assert problem.future is not None

    def last(seen: NDArray[np.float32]) -> NDArray[np.float32]:
        answers = said(layers, readout, seen, problem.where).astype(np.float32)
        return answers if problem.where == "last" else answers[-1]

    found = forecast(
        x[:, :, None].astype(np.float32), last, len(problem.future), grow=problem.where == "each"
    )  # (steps, k, 1)
    return np.asarray(problem.unscale(found)[..., 0], dtype=np.float64)
