"""The values of a module's trace as numpy arrays, one direction or one sequence at a time."""

import numpy as np
from torch import Tensor

from explainer.cells.primitives import Array
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.module_spec import TorchModuleError


def array(tensor: Tensor) -> Array:
    """Return a tensor as numpy, in its own dtype, from whatever device."""
    return np.asarray(tensor.detach().cpu())


def letters(run: ModuleRun) -> tuple[str, ...]:
    """Name the gates, the candidate and the states, in the cell's order."""
    return tuple(line.name for line in run.directions[0].program.cell.equations)


def layer_and_direction(suffix: str) -> tuple[int, str]:
    """Return the layer of a suffix, counted from 1, and its direction: "l1_reverse" is (2, "reverse")."""
    layer, _, direction = suffix.removeprefix("l").partition("_")
    return int(layer) + 1, direction or "forward"


def lengths(run: ModuleRun) -> list[int]:
    """Return how many steps each sequence of the batch has."""
    steps, batch = run.directions[0].x.shape[:2]
    return [steps] * batch if run.inputs.lengths is None else [int(length) for length in run.inputs.lengths]


def sequence_of(run: ModuleRun, direction: LayerDirection, name: str, sequence: int) -> Array:
    """Return a value in one sequence of the batch, counted from 1, up to its end: (T, m); x is (T, n)."""
    value = direction.x if name == "x" else direction.value(name)
    return array(value[: length_of(run, sequence), sequence - 1])


def length_of(run: ModuleRun, sequence: int) -> int:
    """Return how many steps one sequence has; raises TorchModuleError where there is no such sequence."""
    found = lengths(run)
    if not 1 <= sequence <= len(found):
        raise TorchModuleError(f"There is no sequence {sequence}; the batch has {len(found)}, counted from 1.")
    return found[sequence - 1]
