"""The resuming: all that a run goes on from, as arrays by name, and a learner that takes them up again."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainer.training.learner import Learner
from explainer.training.limits import RecipeError

Arrays = Mapping[str, NDArray[Any]]


def arrays(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Return copies of tensors as arrays, with a prefix before their names."""
    return {f"{prefix}{name}": np.array(tensor.detach().cpu().numpy()) for name, tensor in tensors.items()}


def saved(learner: Learner) -> dict[str, NDArray[Any]]:
    """Return a learner's weights as "weights.…" and its moments as "moments.…"."""
    return arrays("weights.", learner.params) | arrays("moments.", learner.moments)


def restore(learner: Learner, found: Arrays) -> None:
    """Put what was saved back in its place; raises RecipeError for what does not fit the recipe."""
    with torch.no_grad():
        for prefix, tensors in (("weights.", learner.params), ("moments.", learner.moments)):
            for name, tensor in tensors.items():
                tensor.copy_(torch.from_numpy(fitting(found, f"{prefix}{name}", tuple(tensor.shape))))


def fitting(found: Arrays, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array by its name and shape; raises RecipeError where there is none."""
    array = found.get(name)
    if array is None or array.shape != shape or array.dtype.kind not in "fi":
        has = "nothing of that name" if array is None else f"{array.dtype} {array.shape}"
        raise RecipeError(f"What was saved does not fit the recipe: “{name}” is to be {shape}, and there is {has}.")
    return array
