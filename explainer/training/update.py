"""One update: draw a batch, compute gradients, clip, and step every weight."""

import numpy as np
import torch
from torch import Tensor

from explainer.engine.network import State
from explainer.tasks.batch import Batch
from explainer.training.clipping import CLIPPERS
from explainer.training.learner import Learner, flatten
from explainer.training.optimisers import OPTIMISERS
from explainer.training.passes import loss_and_gradients


def update(learner: Learner, k: int, rate: float) -> Tensor:
    """Make update k, counted from 1, at a rate; return loss and gradient norm before clipping, (2, S).

    The batch depends on (recipe.seed, k) alone, or each seed's on (that seed, k); where it continues the last one, so
    do the states. Nothing is copied from the device.
    """
    recipe = learner.recipe
    batch, carried = next_batch(learner, k)
    loss, gradients, state = loss_and_gradients(learner, batch, k, carried)
    if learner.problem.stream:
        learner.carried[:] = [dict(layer) for layer in state]
    with torch.no_grad():
        joined = flatten(gradients)  # (S, P)
        norms = joined.norm(dim=1)
        clipped = CLIPPERS[recipe.clip](joined, norms, recipe.limit)
        learner.flat_params.sub_(
            OPTIMISERS[recipe.optimiser].step(learner.optimiser_state, clipped, rate, k, recipe.momentum)
        )
    return torch.stack([loss, norms])


def next_batch(learner: Learner, k: int) -> tuple[list[Batch], State | None]:
    """Return the batch of update k, or one for each seed, and the states with which it begins where it continues."""
    recipe, problem = learner.recipe, learner.problem
    seeds = range(recipe.seed, recipe.seed + (recipe.seeds if recipe.own_batches else 1))
    if problem.stream is None:
        return [problem.draw(np.random.default_rng([seed, k]), recipe.batch) for seed in seeds], None
    drawn = [problem.stream(seed, k, recipe.batch) for seed in seeds]  # whether they continue depends on k alone
    return [one.batch for one in drawn], learner.carried if drawn[0].continues and learner.carried else None
