"""Export layers of any cell as a file of weights, by PyTorch's names or by those of the exported module."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from explainer.cells.torch_layout import TORCH_CELLS
from explainer.numerics.layer import Layer
from explainer.torch_models.files import state_dict_export
from explainer.torch_models.model import Model


def safetensors(layers: Sequence[Layer]) -> bytes:
    """Return a stack's weights as safetensors, float64."""
    model = torch_model(layers)
    return state_dict_export.safetensors_bytes(model) if model else bytes(save(exported_arrays(layers)))


def pt(layers: Sequence[Layer]) -> bytes:
    """Return a stack's weights as torch.save writes a state_dict, float64."""
    model = torch_model(layers)
    if model:
        return state_dict_export.pt_bytes(model)
    import torch  # slow to import, so only when needed

    file = io.BytesIO()
    torch.save({name: torch.tensor(array) for name, array in exported_arrays(layers).items()}, file)
    return file.getvalue()


def torch_model(layers: Sequence[Layer]) -> Model | None:
    """Return a stack as a model where torch.nn has its cell, else None."""
    cell = layers[0].program.cell.name
    if cell not in TORCH_CELLS:
        return None
    return Model(cell, cell, tuple((dict(layer.params),) for layer in layers), "Gatescope", "float64")


def exported_arrays(layers: Sequence[Layer]) -> dict[str, NDArray[np.float64]]:
    """Return a stack's weights by the names that the exported module has: "layers.0.W_f"."""
    return {
        f"layers.{k}.{name}": np.array(array, np.float64, order="C")
        for k, layer in enumerate(layers)
        for name, array in layer.params.items()
    }
