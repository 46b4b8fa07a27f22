"""The way out: layers of any cell as a file of weights, by PyTorch's names or by those of the exported module."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from explainer.numerics.layer import Layer
from explainer.torch_models.files import state_dict_export
from explainer.torch_models.model import Model

TWINS = ("RNN", "RNN-ReLU", "LSTM", "GRU")  # what torch.nn has too


def safetensors(layers: Sequence[Layer]) -> bytes:
    """Return a stack's weights as safetensors, float64."""
    model = twin(layers)
    return state_dict_export.safetensors_bytes(model) if model else bytes(save(exported(layers)))


def pt(layers: Sequence[Layer]) -> bytes:
    """Return a stack's weights as torch.save writes a state_dict, float64."""
    model = twin(layers)
    if model:
        return state_dict_export.pt_bytes(model)
    import torch  # enters when somebody asks

    file = io.BytesIO()
    torch.save({name: torch.tensor(array) for name, array in exported(layers).items()}, file)
    return file.getvalue()


def twin(layers: Sequence[Layer]) -> Model | None:
    """Return a stack as a model that torch.nn has too; None where it has no such cell."""
    cell = layers[0].program.cell.name
    if cell not in TWINS:
        return None
    return Model(cell, cell, tuple((dict(layer.params),) for layer in layers), "Gatescope", "float64")


def exported(layers: Sequence[Layer]) -> dict[str, NDArray[np.float64]]:
    """Return a stack's weights by the names that the exported module has: "layers.0.W_f"."""
    return {
        f"layers.{k}.{name}": np.array(array, np.float64, order="C")
        for k, layer in enumerate(layers)
        for name, array in layer.params.items()
    }
