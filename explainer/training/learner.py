"""A network with its weights and optimiser state, for several seeds at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from explainer.cells.lowering import lower
from explainer.engine.encoder_decoder import init_encoder
from explainer.engine.engine_choice import EngineChoice
from explainer.engine.network import InitSettings, Network, Params, init_network
from explainer.numerics.setup import cell_of
from explainer.tasks.problem import Problem
from explainer.training.device import choose_device, most_stored
from explainer.training.limits import RecipeError
from explainer.training.memory_estimate import check_memory
from explainer.training.optimisers import initial_state
from explainer.training.precision import check_precision, engine_options
from explainer.training.recipe import Recipe

OWN_BATCHES = (
    "“own_batches” is true, but the sequences of this task differ in length, so seeds are trained one by one; "
    "seeds = 1 would be right."
)


@dataclass(frozen=True, eq=False)
class Learner:
    """S seeds that learn a problem by a recipe: `params` by name, each (S, ...), optimiser state by name, each (S, P).

    `params` are views of `flat_params`, (S, P), so that the optimiser updates one tensor instead of one per weight.
    `carried` holds the last states of each layer where batches continue one another; it is empty otherwise. An
    `encoder` reads the source of each batch first; its parameters are among `params`.
    """

    recipe: Recipe
    problem: Problem
    network: Network
    flat_params: Tensor
    params: Params
    optimiser_state: dict[str, Tensor]
    carried: list[dict[str, Tensor]] = field(default_factory=list)
    encoder: Network | None = None

    @property
    def device(self) -> torch.device:
        """The device that holds the weights."""
        return self.params["readout.V"].device

    @property
    def engine(self) -> EngineChoice:
        """How the time loop is run."""
        return self.network.engine(self.flat_params)

    @property
    def parameter_count(self) -> int:
        """Number of weights of one seed, P."""
        return self.flat_params.shape[1]


def make_learner(recipe: Recipe, problem: Problem, dtype: torch.dtype = torch.float32) -> Learner:
    """Return a recipe's learner before the first update.

    Raises RecipeError for a device that this machine does not have, where memory would not be enough, and where seeds
    cannot have batches of their own.
    """
    if recipe.own_batches and recipe.seeds > 1 and not problem.has_equal_batches:
        raise RecipeError(OWN_BATCHES)
    program = lower(cell_of(recipe.cell, recipe.text))
    device = choose_device(recipe.device)
    check_memory(recipe, program, problem.all_steps, most_stored(device))
    embedding = recipe.embedding if problem.tokens else 0
    network = Network(program, problem.n, recipe.m, problem.k, recipe.layers, embedding, engine_options(recipe))
    encoder = _encoder(network, problem)
    like = torch.empty(0, dtype=dtype, device=device)
    check_precision(recipe, network.engine(like))
    drawn = _draw(recipe, problem, network, encoder, like)
    flat_params = flatten(list(drawn.values()))
    return Learner(
        recipe, problem, network, flat_params, _views(flat_params, drawn),
        initial_state(recipe.optimiser, flat_params), encoder=encoder,
    )  # fmt: skip


def _encoder(network: Network, problem: Problem) -> Network | None:
    """Return the network that reads the sources of a problem with pairs, as large as the one that writes."""
    return replace(network, n=len(problem.pairs.source_symbols), k=0) if problem.pairs else None


def _draw(recipe: Recipe, problem: Problem, network: Network, encoder: Network | None, like: Tensor) -> Params:
    """Draw the parameters; a decoder has no learned initial states, as it begins with those of its encoder."""
    seeds, settings = range(recipe.seed, recipe.seed + recipe.seeds), init_settings(recipe, problem.all_steps)
    if encoder is None:
        return init_network(network, seeds, settings, like)
    drawn = init_network(network, seeds, replace(settings, learned_states=False), like)
    return drawn | init_encoder(encoder, seeds, settings, like)


def _views(flat_params: Tensor, like: Params) -> Params:
    """Return views of the flat parameters, each in the shape of its parameter in `like`."""
    parts = torch.split(flat_params, [param[0].numel() for param in like.values()], dim=1)
    return {
        name: part.view(param.shape).requires_grad_() for (name, param), part in zip(like.items(), parts, strict=True)
    }


def init_settings(recipe: Recipe, steps: int) -> InitSettings:
    """Return how a recipe initialises its weights, for sequences of so many steps."""
    keep = {"as drawn": None, "chrono": "chrono"}.get(recipe.keep, recipe.keep)
    keep_bias = keep if keep in (None, "chrono") else float(keep)
    return InitSettings(recipe.start, recipe.scale, keep_bias, steps, recipe.learned_start)


def with_copied_weights(learner: Learner) -> Learner:
    """Return a learner with copies of the weights, and with the carried states of now, which further updates leave."""
    copied = learner.flat_params.clone()
    return replace(learner, flat_params=copied, params=_views(copied, learner.params), carried=list(learner.carried))


def flatten(tensors: Sequence[Tensor]) -> Tensor:
    """Concatenate tensors (S, ...) to one, (S, P)."""
    return torch.cat([tensor.reshape(len(tensor), -1) for tensor in tensors], dim=1)


def select_seed(learner: Learner, seed: int) -> Learner:
    """Return one seed, counted from 0, as a learner that shares the weights."""
    params = {name: param[seed : seed + 1] for name, param in learner.params.items()}
    recipe = replace(learner.recipe, seed=learner.recipe.seed + seed, seeds=1)
    return replace(learner, recipe=recipe, flat_params=learner.flat_params[seed : seed + 1], params=params)
