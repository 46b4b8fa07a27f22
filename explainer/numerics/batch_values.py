"""Values of one layer's run over many sequences, of which few are run at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer, LayerTrace
from explainer.numerics.trace import trace

MOST_AT_ONCE = 2**17  # numbers of one value: few enough for the processor's cache


def layer_values(
    layers: Sequence[Layer], x: NDArray[Any], layer: int, read: Callable[[LayerTrace], Mapping[str, Array]]
) -> dict[str, Array]:
    """Run the layers over a batch x (T, B, n), and return by name what `read` takes of a layer's run, (T, B, …).

    The layer counts from 0. Raises ValueError where a shape does not fit.
    """
    together = max(1, MOST_AT_ONCE // (len(x) * max(one.m for one in layers)))
    parts = [
        read(trace(layers, x[:, start : start + together]).layers[layer]) for start in range(0, x.shape[1], together)
    ]
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}
