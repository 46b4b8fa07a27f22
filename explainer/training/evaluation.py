"""Evaluating a learner on the test set, a slice of sequences at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from explainer.engine.noise import Noise
from explainer.tasks.batch import Batch
from explainer.tasks.metrics import score
from explainer.tasks.problem import Problem
from explainer.training.deferred import to_numpy
from explainer.training.device_batch import to_device
from explainer.training.learner import Learner
from explainer.training.loss import seed_losses
from explainer.training.memory_estimate import evaluation_batch
from explainer.training.passes import forward, readout_outputs
from explainer.training.records import Numbers

QUICK_TEST_SIZE = 128  # test sequences that are enough to go by while training


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The task's metric and the loss of each seed, (S,)."""

    metric: Numbers
    loss: Numbers


def evaluate(learner: Learner, count: int | None = QUICK_TEST_SIZE) -> Evaluation:
    """Evaluate all seeds on the first `count` sequences of the test set, None for all of it."""
    batch = first_sequences(learner.problem.test, count)
    width = evaluation_batch(learner.recipe, learner.network.program, len(batch.x))
    outputs = [predict(learner, piece) for piece in slices(batch, width)]
    joined = torch.cat(outputs, dim=-1)  # (S, k, B) or (T, S, k, B)
    placed = to_device(learner, batch)
    loss = to_numpy(seed_losses(learner.problem.kind, joined, placed.target, placed.mask, placed.total))
    return Evaluation(scores(learner.problem, to_numpy(joined), batch), loss)


def scores(problem: Problem, outputs: Numbers, batch: Batch) -> Numbers:
    """Return each seed's metric of outputs (S, k, B) or (T, S, k, B); NaN where one of its outputs is not finite."""
    each = np.moveaxis(outputs, -3, 0)  # (S, k, B) or (S, T, k, B)
    return np.array([score(problem, one, batch) if np.isfinite(one).all() else np.nan for one in each])


def predict(learner: Learner, batch: Batch) -> torch.Tensor:
    """Return the outputs for a batch without a backward pass: (S, k, B) at the last step, (T, S, k, B) at each."""
    with torch.no_grad():
        result = forward(learner, to_device(learner, batch), noise=evaluation_noise(learner))
        return readout_outputs(learner.params, learner.problem.where, result)


def evaluation_noise(learner: Learner) -> Noise:
    """Return the noise of evaluation: nothing is dropped, and zoneout takes its mean."""
    return Noise(learner.recipe.zoneout, learner.recipe.dropout)


def first_sequences(batch: Batch, count: int | None) -> Batch:
    """Return the first sequences of a batch."""
    return batch.columns(0, count)


def slices(batch: Batch, width: int) -> Iterator[Batch]:
    """Split a batch into pieces of `width` sequences."""
    return (batch.columns(start, start + width) for start in range(0, batch.x.shape[-1], width))
