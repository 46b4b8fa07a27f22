"""The optimisers: from gradients (S, P) to the step that is taken off the weights, number by number.

Every number is handled by itself, so seeds do not touch one another. Constants are those of torch.optim.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

Moments = Mapping[str, Tensor]
"""What an optimiser remembers, by name, each (S, P); changed in place."""

SMALL = 1e-8  # keeps a division by a gradient of 0 finite
RMS_DECAY, FIRST_DECAY, SECOND_DECAY = 0.99, 0.9, 0.999


@dataclass(frozen=True)
class Optimiser:
    """A rule: what it remembers, and the step it takes at a rate in update k, counted from 1."""

    remembers: tuple[str, ...]
    step: Callable[[Moments, Tensor, float, int, float], Tensor]


def moments(optimiser: str, like: Tensor) -> dict[str, Tensor]:
    """Return an optimiser's memory before the first update: zeros shaped like the gradients."""
    return {name: like.new_zeros(like.shape) for name in OPTIMISERS[optimiser].remembers}


def _sgd(memory: Moments, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    return rate * gradients


def _momentum(memory: Moments, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    return rate * memory["velocity"].mul_(momentum).add_(gradients)


def _rmsprop(memory: Moments, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    size = memory["square"].mul_(RMS_DECAY).addcmul_(gradients, gradients, value=1.0 - RMS_DECAY)
    return rate * gradients / size.sqrt().add_(SMALL)


def _adam(memory: Moments, gradients: Tensor, rate: float, k: int, momentum: float) -> Tensor:
    """Both averages begin at 0 and are made up for it by how much of them is still missing at update k."""
    mean = memory["mean"].lerp_(gradients, 1.0 - FIRST_DECAY)
    square = memory["square"].mul_(SECOND_DECAY).addcmul_(gradients, gradients, value=1.0 - SECOND_DECAY)
    size = square.sqrt().div_((1.0 - SECOND_DECAY**k) ** 0.5).add_(SMALL)
    return (rate / (1.0 - FIRST_DECAY**k)) * mean / size


OPTIMISERS: dict[str, Optimiser] = {
    "sgd": Optimiser((), _sgd),
    "momentum": Optimiser(("velocity",), _momentum),
    "rmsprop": Optimiser(("square",), _rmsprop),
    "adam": Optimiser(("mean", "square"), _adam),
}
