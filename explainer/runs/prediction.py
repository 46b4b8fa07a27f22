"""A checkpoint's prediction for one sequence, beside the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics.counterfactual import LayerHold, with_hold
from explainer.numerics.domain import outside_domain
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace
from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.predictions import closed_loop, evaluate, predict, predict_batch, softmax
from explainer.training.decoding import decode, probe_target


@dataclass(frozen=True, eq=False)
class Prediction:
    """Probabilities of the classes, or numbers in their own units: `values` (k,) at the last step, or (T, k).

    `target` holds classes, (1,) or (T,), or numbers like `values`; None where it is unknown. `mask` (T,) is 1 where a
    step counts. `closed_loop` (steps, k) are predictions after the sequence, each one fed back as the next input.
    """

    values: Array
    target: Array | None = None
    mask: Array | None = None
    closed_loop: Array | None = None


def predict_sequence(weights: Checkpoint, sequence: Input, held: LayerHold | None = None) -> Prediction:
    """Return the prediction for a sequence, with a gate or state held at a value where `held` says so."""
    problem, layers = weights.problem, with_hold(weights.layers, held)
    x = sequence.x[:, :, None]
    raw = predict(layers, weights.readout, x, problem.where)  # (…, k, 1)
    is_probe = np.array_equal(sequence.x.astype(np.float32), problem.dense(problem.probe)[:, :, 0])
    values = decode(problem, raw, x)[..., 0]
    if not is_probe or not (problem.probe.mask is None or problem.probe.mask.any()):
        return Prediction(values, closed_loop=_closed_loop(weights, layers, sequence))
    mask = problem.probe.mask
    return Prediction(values, probe_target(problem), None if mask is None else np.asarray(mask[:, 0], dtype=np.float64),
                _closed_loop(weights, layers, sequence))  # fmt: skip


def predict_each_step(
    weights: Checkpoint, sequence: Input, held: LayerHold | None = None
) -> tuple[Array, Array] | None:
    """Return the probabilities of the classes before the first step, (k,), and after each, (T, k), whatever the task
    asks for; None where one is not finite.
    """
    layers, readout = with_hold(weights.layers, held), weights.readout
    start = readout.predict(layers[-1].initial_state("h"))  # (k,)
    scores = predict(layers, readout, sequence.x[:, :, None], "each")[..., 0]  # (T, k)
    found = softmax(np.vstack([start, scores]).T).T  # (T + 1, k)
    return (found[0], found[1:]) if np.isfinite(found).all() else None


@lru_cache(maxsize=256)
def score_test_set(weights: Checkpoint, held: LayerHold | None = None) -> float:
    """Return the metric over the whole test set, with a gate or state held where `held` says so."""
    return evaluate(with_hold(weights.layers, held), weights.readout, weights.problem, encoder=weights.encoder)


def outside_in_test_set(weights: Checkpoint) -> str:
    """Say which operation had no value in the first test sequence that has no prediction; empty where all have one.

    What an encoder does is not looked at.
    """
    if weights.encoder or np.isfinite(score_test_set(weights)):
        return ""
    problem = weights.problem
    outputs = predict_batch(weights.layers, weights.readout, problem, problem.test)  # (…, k, B)
    lost = np.flatnonzero(~np.isfinite(outputs.reshape(-1, outputs.shape[-1])).all(axis=0))
    sequence = problem.test.columns(int(lost[0]), int(lost[0]) + 1)
    x = np.asarray(problem.dense(sequence)[:, :, 0], dtype=np.float64)  # (T, n)
    found = outside_domain(trace(weights.layers, x))
    return f"In test sequence {lost[0] + 1:,}: a{str(found)[1:]}" if found else ""


def _closed_loop(weights: Checkpoint, layers: Sequence[Layer], sequence: Input) -> Array | None:
    if weights.problem.future is None:
        return None
    return closed_loop(layers, weights.readout, weights.problem, sequence.x)
