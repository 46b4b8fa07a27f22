"""What is saved of a run: arrays by name as safetensors bytes, and read again with a check."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from explainer.training.limits import RecipeError

MOST_BYTES = 512 * 2**20


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays by name as safetensors bytes, nothing lost."""
    return bytes(save({name: np.asarray(array, order="C") for name, array in arrays.items()}))


def unpack(data: bytes) -> dict[str, NDArray[Any]]:
    """Read arrays from safetensors bytes; raises RecipeError for what is none."""
    if len(data) > MOST_BYTES:
        raise RecipeError(f"What was saved has {len(data) / 2**20:,.0f} MB; {MOST_BYTES // 2**20} MB is the most.")
    try:
        return dict(load(data))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise RecipeError(f"What was saved is no safetensors file ({error}); take one that a run has made.") from None
