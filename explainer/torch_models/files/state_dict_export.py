"""The writing: a model back out, as PyTorch's state_dict, as a .pt file and as safetensors."""

import io
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.cells.torch_layout import stacked
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import PROJECTION, Model, ModelError
from explainer.torch_models.weights import Saved, write

OF_PYTORCH = ("LSTM", "GRU", "RNN", "RNN-ReLU")


def state_dict(model: Model) -> dict[str, NDArray[Any]]:
    """Return the arrays that PyTorch's module of this cell has, by its names; raises ModelError for other cells.

    Where our cell has one bias for PyTorch's two, bias_ih is that bias as float32 has it, and bias_hh what float32 has
    lost of it, often zeros: their sum is the bias. A float64 model is float64, all others float32. What the states
    start from is no part of a state_dict.
    """
    if model.cell not in OF_PYTORCH:
        raise ModelError(f"PyTorch has no module of the cell {short(model.cell)}; it has {', '.join(OF_PYTORCH)}.")
    kind = np.float64 if model.dtype == "float64" else np.float32
    found: dict[str, NDArray[Any]] = {}
    for layer, row in enumerate(model.parts):
        for params, way in zip(row, ("", "_reverse"), strict=False):
            arrays = stacked(model.program, params, np.concatenate)
            arrays |= {"weight_hr": params[PROJECTION]} if PROJECTION in params else {}
            found |= {f"{name}_l{layer}{way}": array.astype(kind) for name, array in _split(arrays, kind).items()}
    return found


def safetensors_bytes(model: Model) -> bytes:
    """Return a model as a safetensors file: PyTorch's names where it has the cell, else our letters.

    Either opens here again as it was, but that PyTorch's names have no place for what the states start from; the cell,
    and who wrote it first, stand in its metadata.
    """
    told = {"cell": model.cell, "name": model.name, "origin": model.origin, "dtype": model.dtype}
    arrays = state_dict(model) if model.cell in OF_PYTORCH else _letters(model)
    return write(Saved(arrays, json.dumps(told)))


def pt_bytes(model: Model) -> bytes:
    """Return a model's state_dict as torch.save writes it; raises ModelError for a cell that PyTorch does not have."""
    import torch

    written = io.BytesIO()
    torch.save({name: torch.from_numpy(array) for name, array in state_dict(model).items()}, written)
    return written.getvalue()


def _split(arrays: dict[str, Array], kind: type) -> dict[str, Array]:
    """Put into the second bias what the first one loses of their sum, where the second is zeros."""
    if arrays["bias_hh"].any():
        return arrays
    return arrays | {"bias_hh": arrays["bias_ih"] - arrays["bias_ih"].astype(kind)}


def _letters(model: Model) -> dict[str, NDArray[Any]]:
    """Return the arrays by our letters, each as of one start of a run, (1, …)."""
    kind = np.float64 if model.dtype == "float64" else np.float32
    return {
        f"{layer}.{'reverse.' * way}{before}{name}": array.astype(kind)[None]
        for before, stack in (("", model.parts), ("start.", model.starts))
        for layer, row in enumerate(stack)
        for way, found in enumerate(row)
        for name, array in found.items()
    }
