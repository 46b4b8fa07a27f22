"""Arrays by name to safetensors bytes and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.training.limits import RecipeError

MAX_BYTES = 512 * 2**20


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays by name as safetensors bytes, without loss."""
    from safetensors.numpy import save  # here, since training itself needs torch and numpy alone

    return bytes(save({name: np.asarray(array, order="C") for name, array in arrays.items()}))


def unpack(data: bytes) -> dict[str, NDArray[Any]]:
    """Read arrays from safetensors bytes; raises RecipeError for anything else."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if len(data) > MAX_BYTES:
        raise RecipeError(f"The saved file has {len(data) / 2**20:,.0f} MB; {MAX_BYTES // 2**20} MB is the most.")
    try:
        return dict(load(data))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise RecipeError(f"This is no safetensors file ({error}); choose one that a run has saved.") from None
