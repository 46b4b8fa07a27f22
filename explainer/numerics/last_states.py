"""The states of a stack of layers after the last step of each sequence of a batch."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer
from explainer.numerics.trace import run_layer


def last_states(layers: Sequence[Layer], x: Array, lengths: NDArray[np.int64]) -> list[dict[str, Array]]:
    """Run the layers over a batch x (T, B, n) and return each one's states after `lengths` (B,) steps, (B, m)."""
    found: list[dict[str, Array]] = []
    lower: Mapping[str, Array] | None = None
    for layer in layers:
        lower = run_layer(layer, x, lower, lean=True).values
        x, columns = lower["h"], np.arange(len(lengths))
        found.append({state: lower[state][lengths - 1, columns] for state in layer.program.cell.state})
    return found
