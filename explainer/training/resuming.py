"""Saving a learner as arrays by name, and restoring it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainer.training.learner import Learner
from explainer.training.limits import RecipeError

Arrays = Mapping[str, NDArray[Any]]


def to_arrays(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Return copies of tensors as arrays, with a prefix before their names."""
    return {f"{prefix}{name}": np.array(tensor.detach().cpu().numpy()) for name, tensor in tensors.items()}


def save_learner(learner: Learner) -> dict[str, NDArray[Any]]:
    """Return a learner's weights as "weights.…", its optimiser state as "moments.…", and carried states."""
    carried = {
        f"{layer}.{name}": value for layer, states in enumerate(learner.carried) for name, value in states.items()
    }
    parts = {"weights.": learner.params, "moments.": learner.optimiser_state, "carried.": carried}
    return {name: array for prefix, tensors in parts.items() for name, array in to_arrays(prefix, tensors).items()}


def restore_learner(learner: Learner, saved: Arrays) -> None:
    """Copy saved arrays into a learner; raises RecipeError where they do not fit the recipe."""
    with torch.no_grad():
        for prefix, tensors in (("weights.", learner.params), ("moments.", learner.optimiser_state)):
            for name, tensor in tensors.items():
                tensor.copy_(torch.from_numpy(checked_array(saved, f"{prefix}{name}", tuple(tensor.shape))))
    restore_carried(learner, saved)


def restore_carried(learner: Learner, saved: Arrays) -> None:
    """Copy saved states of the last batch into a learner, where there are any; raises RecipeError."""
    network, like = learner.network, learner.params["readout.V"]
    if "carried.0.h" in saved:
        shape = (len(like), network.m, learner.recipe.batch)
        learner.carried[:] = [
            {
                name: torch.from_numpy(checked_array(saved, f"carried.{layer}.{name}", shape)).to(like)
                for name in network.program.cell.state
            }
            for layer in range(network.layers)
        ]


def checked_array(saved: Arrays, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array by name after checking its shape; raises RecipeError."""
    array = saved.get(name)
    if array is None or array.shape != shape or array.dtype.kind not in "fi":
        has = "nothing of that name" if array is None else f"{array.dtype} {array.shape}"
        raise RecipeError(f"The saved state does not fit the recipe: “{name}” has to be {shape}, but there is {has}.")
    return array
