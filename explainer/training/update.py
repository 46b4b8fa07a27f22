"""The update: one batch, one pass forward and back, one step of every weight."""

import numpy as np
import torch
from torch import Tensor

from explainer.training.clipping import CLIPPERS
from explainer.training.learner import Learner, flat
from explainer.training.optimisers import OPTIMISERS
from explainer.training.passes import passes


def update(learner: Learner, k: int, rate: float) -> Tensor:
    """Make update k, counted from 1, at a rate; return loss and gradient norm before clipping, (2, S).

    The batch depends on (recipe.seed, k) alone. Nothing is fetched from the device.
    """
    recipe = learner.recipe
    batch = learner.problem.draw(np.random.default_rng([recipe.seed, k]), recipe.batch)
    loss, gradients = passes(learner, batch, k)
    with torch.no_grad():
        together = flat(gradients)  # (S, P)
        norms = together.norm(dim=1)
        clipped = CLIPPERS[recipe.clip](together, norms, recipe.limit)
        learner.whole.sub_(OPTIMISERS[recipe.optimiser].step(learner.moments, clipped, rate, k, recipe.momentum))
    return torch.stack([loss, norms])
