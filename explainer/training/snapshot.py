"""The looking: the probe as a learner sees it now."""

import numpy as np
import torch

from explainer.numerics.measures import CLOSED, GATES, OPEN
from explainer.training.deferred import fetched
from explainer.training.evaluation import at_rest, judge
from explainer.training.learner import Learner, only
from explainer.training.passes import answer, forward, place
from explainer.training.records import Look, Numbers


def look(learner: Learner, step: int) -> Look:
    """Show the probe to the first seed and return what its top layer does, and how right every seed is."""
    seed, problem = only(learner, 0), learner.problem
    with torch.no_grad():
        done = forward(seed, place(seed, problem.probe).x, noise=at_rest(seed))
        said = answer(seed.params, problem.where, done)
    lines = learner.network.program.cell.equations
    values = {line.name: fetched(done.layers[-1].value(line.name)[:, 0, :, 0]) for line in lines}  # (T, m)
    return Look(
        step, values, _said(learner, fetched(said)[..., 0, :, 0]), _truth(learner), judge(learner).metric,
        {line.name: saturation(values[line.name]) for line in lines if line.role in GATES},
    )  # fmt: skip


def saturation(gate: Numbers) -> tuple[float, float]:
    """Return the share of a gate's values that are closed, below 0.1, and open, above 0.9."""
    return float((gate < CLOSED).mean()), float((gate > OPEN).mean())


def _said(learner: Learner, said: Numbers) -> Numbers:
    """Return the shares of the classes, or the numbers in their own units; (k,) or (T, k)."""
    if learner.problem.kind == "classes":
        powers = np.exp(said - said.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
    return np.asarray(learner.problem.unscale(said[..., None])[..., 0], np.float64)


def _truth(learner: Learner) -> Numbers:
    """Return the number of the right class, (1,) or (T,), or the right numbers in their own units, (k,) or (T, k)."""
    target = learner.problem.probe.target
    if learner.problem.kind == "classes":
        return np.asarray(target.reshape(-1), np.float64)
    return np.asarray(learner.problem.unscale(target)[..., 0], np.float64)
