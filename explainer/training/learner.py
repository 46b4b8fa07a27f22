"""The learner: a network with its weights, and what its optimiser remembers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explainer.cells.program import lower
from explainer.engine.network import Beginning, Network, Params, begin
from explainer.numerics.setup import cell_of
from explainer.tasks.problem import Problem
from explainer.training.device import choose
from explainer.training.memory_estimate import check_room
from explainer.training.optimisers import moments
from explainer.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Learner:
    """S seeds that learn a problem by a recipe: weights by name, each (S, ...), and moments by name, each (S, P).

    All weights lie side by side in `whole`, (S, P): so an optimiser has one thing to work on, not one per weight.
    """

    recipe: Recipe
    problem: Problem
    network: Network
    whole: Tensor
    params: Params
    moments: dict[str, Tensor]

    @property
    def device(self) -> torch.device:
        """Where it is computed."""
        return self.params["readout.V"].device

    @property
    def size(self) -> int:
        """How many weights one seed has, P."""
        return self.whole.shape[1]


def learner(recipe: Recipe, problem: Problem, dtype: torch.dtype = torch.float32) -> Learner:
    """Make a recipe's learner as it is before the first update; raises RecipeError
    for a device that is not there, and where there is no room."""
    program = lower(cell_of(recipe.cell, recipe.text))
    check_room(recipe, program, problem.steps)
    network = Network(program, problem.n, recipe.m, problem.k, recipe.layers)
    like = torch.empty(0, dtype=dtype, device=choose(recipe.device))
    drawn = begin(network, range(recipe.seed, recipe.seed + recipe.seeds), beginning(recipe, problem.steps), like)
    whole = flat(list(drawn.values()))
    return Learner(recipe, problem, network, whole, _parts(whole, drawn), moments(recipe.optimiser, whole))


def _parts(whole: Tensor, like: Params) -> Params:
    """Return views of weights that lie side by side, each in the shape of its like."""
    parts = torch.split(whole, [param[0].numel() for param in like.values()], dim=1)
    return {
        name: part.view(param.shape).requires_grad_() for (name, param), part in zip(like.items(), parts, strict=True)
    }


def beginning(recipe: Recipe, steps: int) -> Beginning:
    """Return where a recipe's weights begin, for sequences of so many steps."""
    keep = {"as drawn": None, "chrono": "chrono"}.get(recipe.keep, recipe.keep)
    opened = keep if keep in (None, "chrono") else float(keep)
    return Beginning(recipe.start, recipe.scale, opened, steps, recipe.learned_start)


def flat(tensors: Sequence[Tensor]) -> Tensor:
    """Lay tensors (S, ...) side by side, (S, P)."""
    return torch.cat([tensor.reshape(len(tensor), -1) for tensor in tensors], dim=1)


def only(learner: Learner, seed: int) -> Learner:
    """Return one seed as a learner of its own that reads the same weights."""
    params = {name: param[seed : seed + 1] for name, param in learner.params.items()}
    recipe = replace(learner.recipe, seed=learner.recipe.seed + seed, seeds=1)
    return replace(learner, recipe=recipe, whole=learner.whole[seed : seed + 1], params=params)
