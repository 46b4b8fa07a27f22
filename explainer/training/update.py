"""One update: draw a batch, compute gradients, clip, and step every weight."""

import numpy as np
import torch
from torch import Tensor

from explainer.training.clipping import CLIPPERS
from explainer.training.learner import Learner, flatten
from explainer.training.optimisers import OPTIMISERS
from explainer.training.passes import loss_and_gradients


def update(learner: Learner, k: int, rate: float) -> Tensor:
    """Make update k, counted from 1, at a rate; return loss and gradient norm before clipping, (2, S).

    The batch depends on (recipe.seed, k) alone. Nothing is copied from the device.
    """
    recipe = learner.recipe
    batch = learner.problem.draw(np.random.default_rng([recipe.seed, k]), recipe.batch)
    loss, gradients = loss_and_gradients(learner, batch, k)
    with torch.no_grad():
        joined = flatten(gradients)  # (S, P)
        norms = joined.norm(dim=1)
        clipped = CLIPPERS[recipe.clip](joined, norms, recipe.limit)
        learner.flat_params.sub_(
            OPTIMISERS[recipe.optimiser].step(learner.optimiser_state, clipped, rate, k, recipe.momentum)
        )
    return torch.stack([loss, norms])
