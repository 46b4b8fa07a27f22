"""The models: a traced module as a model of the app's, with one sequence as its input and the states it starts from."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.torch_models.model import Model
from explainer.torch_models.modules.arrays import array, length_of
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.module_run import Run


def model_of(run: Run, sequence: int = 1) -> Model:
    """Return a traced module as a model, float64; its input is one sequence of the batch, counted from 1."""
    known = run.anatomy
    kind, dtype = type(known.module).__name__, next(known.module.parameters()).dtype
    x = _double(array(run.given.x[: length_of(run, sequence), sequence - 1]))  # (T, n)
    layers = [run.parts[k : k + known.directions] for k in range(0, len(run.parts), known.directions)]
    return Model(
        kind,
        known.cell,
        tuple(tuple(_params(part) for part in parts) for parts in layers),
        dtype=str(dtype).removeprefix("torch."),
        x=x,
        starts=tuple(tuple(_starts(part, sequence) for part in parts) for parts in layers),
    )


def _params(part: Part) -> Mapping[str, Array]:
    return {name: _double(array(value)) for name, value in part.params.items()}


def _starts(part: Part, sequence: int) -> Mapping[str, Array]:
    return {name: _double(array(value[sequence - 1])) for name, value in part.starts.items()}


def _double(values: Array) -> Array:
    return np.array(values, np.float64)
