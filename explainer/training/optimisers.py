"""The optimisers: from gradients (S, P) to the step that is subtracted from the weights.

All rules are element-wise, so seeds do not affect one another. Constants are those of torch.optim.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

OptimiserState = Mapping[str, Tensor]
"""Running averages by name, each (S, P); changed in place."""

EPSILON = 1e-8  # keeps a division by a gradient of 0 finite
RMS_DECAY, FIRST_DECAY, SECOND_DECAY = 0.99, 0.9, 0.999


@dataclass(frozen=True)
class Optimiser:
    """A rule: the names of its state, and the step at a learning rate in update k, counted from 1.

    The gradients may be changed in place.
    """

    state_names: tuple[str, ...]
    step: Callable[[OptimiserState, Tensor, float, int, float], Tensor]


def initial_state(optimiser: str, like: Tensor) -> dict[str, Tensor]:
    """Return an optimiser's state before the first update: zeros shaped like the gradients."""
    return {name: like.new_zeros(like.shape) for name in OPTIMISERS[optimiser].state_names}


def _sgd(state: OptimiserState, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    return gradients.mul_(rate)


def _momentum(state: OptimiserState, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    return rate * state["velocity"].mul_(momentum).add_(gradients)


def _rmsprop(state: OptimiserState, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    scale = state["square"].mul_(RMS_DECAY).addcmul_(gradients, gradients, value=1.0 - RMS_DECAY)
    return gradients.mul_(rate).div_(scale.sqrt().add_(EPSILON))


def _adam(state: OptimiserState, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    """Both averages start at 0; dividing by 1 - decay^k corrects that bias (Kingma & Ba 2015)."""
    mean = state["mean"].lerp_(gradients, 1.0 - FIRST_DECAY)
    square = state["square"].mul_(SECOND_DECAY).addcmul_(gradients, gradients, value=1.0 - SECOND_DECAY)
    scale = square.sqrt().div_((1.0 - SECOND_DECAY**k) ** 0.5).add_(EPSILON)
    return torch.mul(mean, rate / (1.0 - FIRST_DECAY**k), out=gradients).div_(scale)


OPTIMISERS: dict[str, Optimiser] = {
    "sgd": Optimiser((), _sgd),
    "momentum": Optimiser(("velocity",), _momentum),
    "rmsprop": Optimiser(("square",), _rmsprop),
    "adam": Optimiser(("mean", "square"), _adam),
}
