"""A traced module as a model of the app, with one sequence as its input and its initial states."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.torch_models.model import Model
from explainer.torch_models.modules.arrays import array, length_of
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_run import ModuleRun


def model_of(run: ModuleRun, sequence: int = 1) -> Model:
    """Return a traced module as a model, float64; its input is one sequence of the batch, counted from 1."""
    spec = run.spec
    dtype = next(spec.module.parameters()).dtype
    x = _double(array(run.inputs.x[: length_of(run, sequence), sequence - 1]))  # (T, n)
    each = spec.num_directions
    layers = [run.directions[k : k + each] for k in range(0, len(run.directions), each)]
    return Model(
        run.kind,
        spec.cell,
        tuple(tuple(_params(one) for one in layer) for layer in layers),
        dtype=str(dtype).removeprefix("torch."),
        x=x,
        initial_states=tuple(tuple(_initial_states(one, sequence) for one in layer) for layer in layers),
    )


def _params(direction: LayerDirection) -> Mapping[str, Array]:
    return {name: _double(array(value)) for name, value in direction.params.items()}


def _initial_states(direction: LayerDirection, sequence: int) -> Mapping[str, Array]:
    return {name: _double(array(value[sequence - 1])) for name, value in direction.initial_states.items()}


def _double(values: Array) -> Array:
    return np.array(values, np.float64)
