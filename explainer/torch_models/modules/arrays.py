"""The arrays: what a trace of a module has, as numpy, one part or one sequence at a time."""

import numpy as np
from torch import Tensor

from explainer.cells.primitives import Array
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.module_run import Run


def array(tensor: Tensor) -> Array:
    """Return a tensor as numpy, in its own kind of number, wherever it lies."""
    return np.asarray(tensor.detach().cpu())


def letters(run: Run) -> tuple[str, ...]:
    """Name the gates, the candidate and the states, in the cell's order."""
    return tuple(line.name for line in run.parts[0].program.cell.equations)


def place(suffix: str) -> tuple[int, str]:
    """Return which layer a suffix means, from 1, and which way it reads: "l1_reverse" is (2, "reverse")."""
    layer, _, way = suffix.removeprefix("l").partition("_")
    return int(layer) + 1, way or "forward"


def lengths(run: Run) -> list[int]:
    """Return how many steps each sequence of the batch has."""
    steps, batch = run.parts[0].x.shape[:2]
    return [steps] * batch if run.given.lengths is None else [int(length) for length in run.given.lengths]


def sequence_of(run: Run, part: Part, name: str, sequence: int) -> Array:
    """Return what a name was in one sequence of the batch, counted from 1, up to its end: (T, m); x is (T, n)."""
    value = part.x if name == "x" else part.value(name)
    return array(value[: length_of(run, sequence), sequence - 1])


def length_of(run: Run, sequence: int) -> int:
    """Return how many steps one sequence has; raises InsideError where there is none of that number."""
    there = lengths(run)
    if not 1 <= sequence <= len(there):
        raise InsideError(f"There is no sequence {sequence}; the batch has {len(there)}, counted from 1.")
    return there[sequence - 1]
