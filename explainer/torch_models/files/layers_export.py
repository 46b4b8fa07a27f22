"""Export layers of any cell as a file of weights, by PyTorch's names or by those of the exported module."""

import io
import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.cells.catalogue import CELLS, Cell
from explainer.cells.primitives import Array
from explainer.cells.torch_layout import TORCH_CELLS
from explainer.numerics.embedding import Embedding, unfold_embedding
from explainer.numerics.layer import Layer
from explainer.numerics.parameter_names import EMBEDDING
from explainer.torch_models.files import state_dict_export
from explainer.torch_models.files.activations import cell_text
from explainer.torch_models.model import Model
from explainer.torch_models.weights import Saved, write


def safetensors(layers: Sequence[Layer], embedding: Embedding | None = None) -> bytes:
    """Return a stack's weights as safetensors, float64; an embedding that is folded into it stands beside the layers.

    With an embedding the names are our letters, as in the files of a run: "0.W_f" (1, m, e), "embedding.E" (1, V, e).
    """
    first = unfold_embedding(layers[0].params, embedding) if embedding else None
    if embedding and first:
        return _with_embedding([first, *(layer.params for layer in layers[1:])], embedding, layers[0])
    model = torch_model(layers)
    if model:
        return state_dict_export.safetensors_bytes(model)
    return write(Saved(exported_arrays(layers), json.dumps(_recipe(layers[0].program.cell))))


def _recipe(cell: Cell) -> dict[str, str]:
    """Return what the file says of its cell: the name, and the equations of one that is not shipped."""
    found = {"cell": cell.name, "name": cell.name, "dtype": "float64"}
    return found if cell.name in CELLS else found | {"text": cell_text(cell)}


def _with_embedding(params: Sequence[Mapping[str, Array]], embedding: Embedding, first: Layer) -> bytes:
    named = {f"{k}.{name}": array[None] for k, layer in enumerate(params) for name, array in layer.items()}
    return write(Saved(named | {EMBEDDING: embedding.matrix[None]}, json.dumps(_recipe(first.program.cell))))


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
