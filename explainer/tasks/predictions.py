"""Predictions of a trained network in numpy: for a batch, their score, and in a closed loop after an input."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.last_states import last_states
from explainer.numerics.layer import Layer, LayerTrace, most_sequences
from explainer.numerics.readout import Readout
from explainer.numerics.trace import output, trace
from explainer.tasks.batch import Batch, Source
from explainer.tasks.forecast import forecast
from explainer.tasks.metrics import score
from explainer.tasks.problem import Problem

MAX_BATCH = 256  # sequences per run: few enough for the processor's cache, enough for efficient matrix products


def predict(
    layers: Sequence[Layer], readout: Readout, x: NDArray[Any], where: str, lengths: NDArray[np.int64] | None = None
) -> Array:
    """Return the outputs for x (T, n, B): (k, B) at the "last" step, or (T, k, B) at "each".

    The last step of a sequence is the one that `lengths` (B,) says, where it is given.
    Class outputs are scores (logits); `softmax` makes them probabilities.
    """
    outputs, together = [], _at_once(layers, len(x), x.shape[1])
    for start in range(0, x.shape[-1], together):
        h = output(layers, np.moveaxis(x[..., start : start + together], 1, 2))  # (T, B, m)
        stop = -1 if lengths is None else lengths[start : start + together] - 1
        last = h[stop, np.arange(h.shape[1])] if where == "last" else h
        outputs.append(readout.predict(last))  # (…, B, k)
    return np.moveaxis(np.concatenate(outputs, axis=-2), -1, -2)  # (…, k, B)


def _at_once(layers: Sequence[Layer], steps: int, n: int) -> int:
    """Return how many sequences of n inputs are run together: no more than the memory of a run allows."""
    return min(MAX_BATCH, *(most_sequences(one, steps, max(n, one.m)) for one in layers))


def softmax(scores: Array) -> Array:
    """Return the softmax over the classes, the last axis but one."""
    exponentials = np.exp(scores - scores.max(axis=-2, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-2, keepdims=True))


def predict_batch(
    layers: Sequence[Layer], readout: Readout, problem: Problem, batch: Batch, encoder: Sequence[Layer] = ()
) -> Array:
    """Return the outputs for a batch; where there is an encoder it reads the sources first, some at a time."""
    if batch.source is None:
        return predict(layers, readout, problem.dense(batch), problem.where, batch.lengths)
    assert problem.pairs is not None
    steps, inputs = (len(batch.x), len(batch.source.x)), (problem.n, len(problem.pairs.source_symbols))
    together = min(_at_once(one, *sizes) for one, *sizes in zip((layers, encoder), steps, inputs, strict=True))
    outputs = []
    for start in range(0, batch.x.shape[-1], together):
        part = batch.columns(start, start + together)
        assert part.source is not None
        begun = after_source(layers, encoder, problem, part.source)
        outputs.append(predict(begun, readout, problem.dense(part), problem.where, part.lengths))
    return np.concatenate(outputs, axis=-1)


def after_source(layers: Sequence[Layer], encoder: Sequence[Layer], problem: Problem, source: Source) -> list[Layer]:
    """Return a decoder's layers with the states (B, m) that its encoder has after the sources; (m,) for one source."""
    assert problem.pairs is not None
    x = np.eye(len(problem.pairs.source_symbols))[source.x]  # (T, B, n)
    found = last_states(encoder, x, source.lengths)
    single = len(source.lengths) == 1
    return [
        replace(layer, state={name: value[0] if single else value for name, value in states.items()})
        for layer, states in zip(layers, found, strict=True)
    ]


def evaluate(
    layers: Sequence[Layer], readout: Readout, problem: Problem, batch: Batch | None = None,
    encoder: Sequence[Layer] = (),
) -> float:  # fmt: skip
    """Return the task's metric over a batch, by default the whole test set; NaN where an output is not finite."""
    batch = batch or problem.test
    predictions = predict_batch(layers, readout, problem, batch, encoder)
    return score(problem, predictions, batch) if np.isfinite(predictions).all() else float("nan")


def closed_loop(layers: Sequence[Layer], readout: Readout, problem: Problem, x: Array) -> Array:
    """Return the predictions after x (T, n) with each one fed back as the next input, (steps, k), unscaled.

    As many steps as `problem.future` has. Where the network predicts at each step it continues from its states;
    where it predicts after a window it starts from its initial state for each window.
    """
    assert problem.future is not None
    steps = len(problem.future)
    if problem.where == "each":
        found = _continue_from_states(layers, readout, x, steps)
    else:
        window = x[:, :, None].astype(np.float32)
        found = np.asarray(
            forecast(window, lambda seen: _predict_last(layers, readout, seen), steps)[..., 0], dtype=np.float64
        )
    return np.asarray(problem.unscale(found[..., None])[..., 0], dtype=np.float64)


def _predict_last(layers: Sequence[Layer], readout: Readout, x: NDArray[np.float32]) -> NDArray[np.float32]:
    return predict(layers, readout, x, "last").astype(np.float32)


def _continue_from_states(layers: Sequence[Layer], readout: Readout, x: Array, steps: int) -> Array:
    """Return the predictions for `steps` steps (steps, k): one run over x, then step by step from its states."""
    predictions, run = [], trace(layers, x)
    for k in range(steps):
        predictions.append(readout.predict(run.output[-1]))  # (k,)
        run = trace([layer_after(one, 1 if k else len(x)) for one in run.layers], predictions[-1][None])
    return np.array(predictions)


def layer_after(run: LayerTrace, steps: int) -> Layer:
    """Return a layer that continues a run of so many steps, with its last states and holds shifted to match."""
    states = {name: run.values[name][-1] for name in run.program.cell.state}
    holds = tuple(replace(hold, since=max(0, hold.since - steps)) for hold in run.layer.holds)
    return replace(run.layer, state=states, holds=holds)
