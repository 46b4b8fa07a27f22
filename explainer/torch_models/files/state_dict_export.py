"""Export a model as PyTorch's state_dict, as a .pt file and as safetensors."""

import io
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.cells.torch_layout import TORCH_CELLS, stack_gates
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import PROJECTION, Model, ModelError
from explainer.torch_models.weights import Saved, write


def state_dict(model: Model) -> dict[str, NDArray[Any]]:
    """Return the arrays that PyTorch's module of this cell has, by its names; raises ModelError for other cells.

    Where our cell has one bias for PyTorch's two, bias_ih is that bias in float32, and bias_hh the rounding error,
    often zeros: their sum is the bias. A float64 model is float64, all others float32. Initial states are no part of
    a state_dict.
    """
    if model.cell not in TORCH_CELLS:
        raise ModelError(f"PyTorch has no module of the cell {short(model.cell)}; it has {', '.join(TORCH_CELLS)}.")
    dtype = np.float64 if model.dtype == "float64" else np.float32
    found: dict[str, NDArray[Any]] = {}
    for layer, row in enumerate(model.params):
        for params, suffix in zip(row, ("", "_reverse"), strict=False):
            arrays = stack_gates(model.program, params, np.concatenate)
            arrays |= {"weight_hr": params[PROJECTION]} if PROJECTION in params else {}
            found |= {f"{name}_l{layer}{suffix}": array.astype(dtype) for name, array in _split(arrays, dtype).items()}
    return found


def safetensors_bytes(model: Model) -> bytes:
    """Return a model as a safetensors file: PyTorch's names where it has the cell, else our letters.

    Either opens here again without loss, except that PyTorch's names have no place for initial states; the cell, the
    equations of one that is not shipped, and the library that wrote it first are in its metadata.
    """
    metadata = {"cell": model.cell, "name": model.name, "origin": model.origin, "dtype": model.dtype}
    metadata |= {"text": model.text} if model.text else {}
    arrays = state_dict(model) if model.cell in TORCH_CELLS else _by_letters(model)
    return write(Saved(arrays, json.dumps(metadata)))


def pt_bytes(model: Model) -> bytes:
    """Return a model's state_dict as torch.save writes it; raises ModelError for a cell that PyTorch does not have."""
    import torch

    written = io.BytesIO()
    torch.save({name: torch.from_numpy(array) for name, array in state_dict(model).items()}, written)
    return written.getvalue()


def _split(arrays: dict[str, Array], dtype: type) -> dict[str, Array]:
    """Put the rounding error of the first bias into the second, where that is zeros."""
    if arrays["bias_hh"].any():
        return arrays
    return arrays | {"bias_hh": arrays["bias_ih"] - arrays["bias_ih"].astype(dtype)}


def _exact(array: Array, dtype: str) -> NDArray[Any]:
    """Return an array in float32, unless the model is float64, or a sum of two biases needs it."""
    single = array.astype(np.float32)
    return array if dtype == "float64" or not np.array_equal(single, array) else single


def _by_letters(model: Model) -> dict[str, NDArray[Any]]:
    """Return the arrays by our letters, each with an axis for its one seed, (1, …)."""
    return {
        f"{layer}.{'reverse.' * direction}{before}{name}": _exact(array, model.dtype)[None]
        for before, stack in (("", model.params), ("start.", model.initial_states))
        for layer, row in enumerate(stack)
        for direction, found in enumerate(row)
        for name, array in found.items()
    }
