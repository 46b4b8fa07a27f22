"""The arrays of older Keras layers, put into the shapes that Keras 2 and 3 have.

Keras 1 had an array for each gate (W_i, U_i, b_i, …), or one for all of them (W, U, b: its gates i f c o, or z r h).
The layers CuDNNLSTM and CuDNNGRU of Keras 2 keep each gate's kernel as cuDNN reads it, W (m, n) row by row, although
the array's shape is (n, m), and two biases one after the other, (8 m,) or (6 m,).
"""

from collections.abc import Callable, Sequence

import numpy as np

from explainer.cells.primitives import Array
from explainer.torch_models.files.entries import Entries, Entry, numbers, shaped
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError

NAMES = {"W": "kernel", "U": "recurrent_kernel", "b": "bias"}
ORDERS = {"c": ("i", "f", "c", "o"), "z": ("z", "r", "h")}  # of the gates, by one that only this layer has
ARRAYS = tuple(NAMES.values())


def of_today(name: str, found: Entries, cudnn: bool = False) -> Entries:
    """Return the arrays of the layer `name` as kernel, recurrent_kernel and bias; raises ModelError for others.

    `cudnn` tells that the layer's config is one of cuDNN's.
    """
    try:
        found = from_keras_1(found)
        others = [key for key in found if key not in ARRAYS]
        if others:
            raise ModelError(f"“{short(others[0])}” is none of {', '.join(ARRAYS)}, which are all that is known here.")
        if cudnn and not is_cudnn(found):
            shaped(found, "bias", ("2 K m",))
        return from_cudnn(found) if is_cudnn(found) else found
    except ModelError as error:
        raise ModelError(f"In the layer “{short(name)}”: {error}") from None


def is_of_keras_1(found: Entries) -> bool:
    """Tell whether arrays have the names of Keras 1."""
    return any(key[:1] == "U" for key in found)


def from_keras_1(found: Entries) -> Entries:
    """Return the arrays of Keras 1 under the names of today, those of the gates side by side; others unchanged.

    Raises ModelError where one of them is missing or does not fit.
    """
    if "U" in found:
        return {NAMES.get(key, key): entry for key, entry in found.items()}
    gates = next((order for gate, order in ORDERS.items() if f"U_{gate}" in found), None)
    if gates is None:
        return found
    m = len(shaped(found, f"U_{gates[0]}", ("m", "m")).array)
    LIMITS["units"].check(m, "U")
    shapes: dict[str, tuple[int | str, ...]] = {"W": ("n", m), "U": (m, m), "b": (m,)}
    joined = {NAMES[letter]: _side_by_side(found, letter, gates, shape) for letter, shape in shapes.items()}
    return joined | {
        key: entry for key, entry in found.items() if key not in {f"{x}_{y}" for x in NAMES for y in gates}
    }


def _side_by_side(found: Entries, letter: str, gates: Sequence[str], shape: tuple[int | str, ...]) -> Entry:
    n = shaped(found, f"{letter}_{gates[0]}", shape).shape[0]
    arrays = [numbers(found, f"{letter}_{gate}", (n, *shape[1:])) for gate in gates]
    return Entry(np.concatenate(arrays, axis=-1), found[f"{letter}_{gates[0]}"].dtype)


def is_cudnn(found: Entries) -> bool:
    """Tell whether arrays are those of CuDNNLSTM or CuDNNGRU: their one bias has two numbers for each column."""
    if "bias" not in found or "recurrent_kernel" not in found:
        return False
    bias, recurrent = found["bias"].shape, found["recurrent_kernel"].shape
    return len(bias) == 1 and len(recurrent) == 2 and recurrent[0] > 0 and bias[0] == 2 * recurrent[1]


def from_cudnn(found: Entries) -> Entries:
    """Return the arrays of CuDNNLSTM or CuDNNGRU as those of LSTM or GRU; raises ModelError for a shape that is none.

    An LSTM gets the sum of its two biases, (4 m,), and a GRU both, (2, 3 m).
    """
    m, wide = found["recurrent_kernel"].shape
    LIMITS["units"].check(m, "recurrent_kernel")
    gates = wide // m
    shapes: dict[str, tuple[int | str, ...]] = {
        "kernel": ("n", gates * m), "recurrent_kernel": (m, gates * m), "bias": (2 * gates * m,)}  # fmt: skip
    arrays = {key: numbers(found, key, shape) for key, shape in shapes.items()}
    both = arrays["bias"].reshape(2, gates * m)
    converted = {
        "kernel": _each(arrays["kernel"], gates, lambda one: one.reshape(one.shape[::-1]).T),
        "recurrent_kernel": _each(arrays["recurrent_kernel"], gates, lambda one: one.T),
        "bias": both if gates == 3 else both.sum(axis=0),
    }
    return {key: Entry(array, found[key].dtype) for key, array in converted.items()}


def _each(array: Array, gates: int, change: Callable[[Array], Array]) -> Array:
    """Change the columns of each gate."""
    return np.concatenate([change(np.ascontiguousarray(one)) for one in np.split(array, gates, axis=1)], axis=1)
