"""The judging: what a learner says of the test set, a slice at a time, and how right it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explainer.engine.noise import Noise
from explainer.tasks.metrics import score
from explainer.tasks.problem import Batch, Problem
from explainer.training.deferred import fetched
from explainer.training.error import lost
from explainer.training.learner import Learner
from explainer.training.memory_estimate import columns
from explainer.training.passes import answer, forward, place
from explainer.training.records import Numbers

PART = 128  # columns of the test set that are enough to go by while training


@dataclass(frozen=True, eq=False)
class Judged:
    """How right each seed is, (S,): by the task's own metric, and by the loss it is trained with."""

    metric: Numbers
    loss: Numbers


def judge(learner: Learner, count: int | None = PART) -> Judged:
    """Judge all seeds on the first columns of the test set, None for all of it."""
    batch = first(learner.problem.test, count)
    width = columns(learner.recipe, learner.network.program, len(batch.x))
    said = [answers(learner, part) for part in slices(batch, width)]
    together = torch.cat(said, dim=-1)  # (S, k, B) or (T, S, k, B)
    read = place(learner, batch)
    loss = fetched(lost(learner.problem.kind, together, read.target, read.counts, read.total))
    numbers = np.moveaxis(fetched(together), -3, 0)  # (S, k, B) or (S, T, k, B)
    return Judged(np.array([_score(learner.problem, one, batch) for one in numbers]), loss)


def _score(problem: Problem, said: Numbers, batch: Batch) -> float:
    """Judge one seed; one that says something that is no number has no score."""
    return score(problem, said, batch) if np.isfinite(said).all() else np.nan


def answers(learner: Learner, batch: Batch) -> torch.Tensor:
    """Return what the learner says of a batch: (S, k, B) at the last step, (T, S, k, B) at each."""
    with torch.no_grad():
        done = forward(learner, place(learner, batch).x, noise=at_rest(learner))
        return answer(learner.params, learner.problem.where, done)


def at_rest(learner: Learner) -> Noise:
    """Return the noise without chance: nothing is dropped, and zoneout takes its mean."""
    return Noise(learner.recipe.zoneout, learner.recipe.dropout)


def first(batch: Batch, count: int | None) -> Batch:
    """Return the first columns of a batch."""
    return _cut(batch, 0, count)


def slices(batch: Batch, width: int) -> Iterator[Batch]:
    """Part a batch into pieces of so many columns."""
    return (_cut(batch, start, start + width) for start in range(0, batch.x.shape[-1], width))


def _cut(batch: Batch, start: int, stop: int | None) -> Batch:
    def part(array: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.ascontiguousarray(array[..., start:stop])

    return Batch(part(batch.x), part(batch.target), None if batch.counts is None else part(batch.counts))
