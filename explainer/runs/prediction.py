"""What was said: a trained net's answers to one sequence, beside what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics.counterfactual import Held, holding
from explainer.numerics.layer import Layer
from explainer.runs.checkpoint import Trained
from explainer.tasks.predictions import closed_loop, judged, said, shares
from explainer.tasks.problem import Problem


@dataclass(frozen=True, eq=False)
class Said:
    """The answers of a net: shares of the classes, or numbers in their own units; (k,) at the last step or (T, k).

    `truth` holds the right classes, (1,) or (T,), or the right numbers as the answers; None where nobody knows.
    `counts` (T,) is 1 where a step is judged. `ahead` (steps, k) is what is said afterwards in a closed loop.
    """

    answers: Array
    truth: Array | None = None
    counts: Array | None = None
    ahead: Array | None = None


def speak(weights: Trained, sequence: Input, held: Held | None = None) -> Said:
    """Let the net answer a sequence, with a value held where one is."""
    problem, layers = weights.problem, holding(weights.layers, held)
    raw = said(layers, weights.readout, sequence.x[:, :, None], problem.where)  # (…, k, 1)
    own = shares(raw) if problem.kind == "classes" else np.asarray(problem.unscale(raw), dtype=np.float64)
    known = np.array_equal(sequence.x.astype(np.float32), problem.probe.x[:, :, 0])
    answers = np.asarray(own[..., 0])
    if not known:
        return Said(answers, ahead=_ahead(weights, layers, sequence))
    counts = problem.probe.counts
    return Said(answers, _truth(problem), None if counts is None else np.asarray(counts[:, 0], dtype=np.float64),
                _ahead(weights, layers, sequence))  # fmt: skip


@lru_cache(maxsize=256)
def scored(weights: Trained, held: Held | None = None) -> float:
    """Return the metric over the whole test set, with a value held where one is."""
    return judged(holding(weights.layers, held), weights.readout, weights.problem)


def _truth(problem: Problem) -> Array:
    target = problem.probe.target[..., 0]
    if problem.kind == "classes":
        return np.atleast_1d(np.asarray(target, dtype=np.float64))
    return np.asarray(problem.unscale(problem.probe.target)[..., 0], dtype=np.float64)


def _ahead(weights: Trained, layers: Sequence[Layer], sequence: Input) -> Array | None:
    if weights.problem.future is None:
        return None
    return closed_loop(layers, weights.readout, weights.problem, sequence.x)
