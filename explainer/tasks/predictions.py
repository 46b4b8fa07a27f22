"""The answers: what a trained net says of a batch, how right that is, and what it says on its own afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer, LayerTrace
from explainer.numerics.trace import output, trace
from explainer.tasks.forecast import forecast
from explainer.tasks.metrics import score
from explainer.tasks.problem import Batch, Problem
from explainer.torch_models.weights import Readout

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

    As many steps as the problem knows what really follows. Where something is said at each step the net goes on from
    its states; where a window is read it starts anew, and the window moves along.
    """
    assert problem.future is not None
    steps = len(problem.future)
    if problem.where == "each":
        found = _going_on(layers, readout, x, steps)
    else:
        window = x[:, :, None].astype(np.float32)
        found = np.asarray(forecast(window, lambda seen: _last(layers, readout, seen), steps)[..., 0], dtype=np.float64)
    return np.asarray(problem.unscale(found[..., None])[..., 0], dtype=np.float64)


def _last(layers: Sequence[Layer], readout: Readout, seen: NDArray[np.float32]) -> NDArray[np.float32]:
    return said(layers, readout, seen, "last").astype(np.float32)


def _going_on(layers: Sequence[Layer], readout: Readout, x: Array, steps: int) -> Array:
    """Return what is said for `steps` steps (steps, k): one run over x, then a step at a time from the last states."""
    answers, run = [], trace(layers, x)
    for k in range(steps):
        answers.append(readout.said(run.output[-1]))  # (k,)
        run = trace([_continued(one, 1 if k else len(x)) for one in run.layers], answers[-1][None])
    return np.array(answers)


def _continued(run: LayerTrace, steps: int) -> Layer:
    """Return a layer as it is after so many steps: its states, and how long it is until something is held."""
    states = {name: run.values[name][-1] for name in run.program.cell.state}
    holds = tuple(replace(hold, since=max(0, hold.since - steps)) for hold in run.layer.holds)
    return replace(run.layer, state=states, holds=holds)
