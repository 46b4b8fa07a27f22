"""The bundle: a model with an input and starts of its own in one safetensors file, as a notebook hands it to the app.

Its tensors have PyTorch's names; "gatescope.x" (T, n) is the input, "gatescope.start.h_l0" (m,) a state before the
first step, and the metadata "gatescope" is JSON with "name", "kind" ("LSTM", "GRU", "RNN") and "nonlinearity".
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from explainer.cells.primitives import Array
from explainer.torch_models import weights
from explainer.torch_models.files.assumed_activation import said
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.state_dict_export import safetensors_bytes
from explainer.torch_models.model import Model, ModelError

OURS = "gatescope."
START = f"{OURS}start."
MOST_NUMBERS = 2**24  # of an input
MOST_NAME = 80
RELU = "relu"


def write(model: Model) -> bytes:
    """Return a model as a bundle."""
    relu = model.cell == "RNN-ReLU"
    told = {"name": model.name, "kind": "RNN" if relu else model.cell, "nonlinearity": RELU if relu else "tanh"}
    own = {} if model.x is None else {f"{OURS}x": model.x}
    for k, parts in enumerate(model.starts):
        for way, states in zip(("", "_reverse"), parts, strict=False):
            own |= {f"{START}{state}_l{k}{way}": array for state, array in states.items()}
    arrays = load(safetensors_bytes(model)) | {name: np.array(array, np.float64) for name, array in own.items()}
    return bytes(save(arrays, {"gatescope": json.dumps(told)}))


def read(data: bytes) -> Model:
    """Read a bundle; raises ModelError for what is none, or holds an input or starts that do not fit the model."""
    try:
        arrays, told = weights.read(data).arrays, _told(data)
    except weights.WeightsError as error:
        raise ModelError(str(error)) from None
    plain = {name: array for name, array in arrays.items() if not name.startswith(OURS)}
    model = open_file("bundle.safetensors", save(plain))[0]
    model = said(model, {RELU: "RNN-ReLU", "tanh": "RNN"}.get(str(told.get("nonlinearity")), ""))
    model = replace(model, name=str(told.get("name") or model.name)[:MOST_NAME])
    kind = told.get("kind", "")
    if kind and kind != model.cell.partition("-")[0]:
        raise ModelError(
            f"The file says “{str(kind)[:20]}” and its shapes are those of {model.cell}; give it as it is."
        )
    own = {name: _double(name, array) for name, array in arrays.items() if name.startswith(OURS)}
    return replace(model, x=_input(model, own), starts=_starts(model, own))


def _input(model: Model, own: Mapping[str, Array]) -> Array | None:
    x = own.get(f"{OURS}x")
    if x is not None and (x.ndim != 2 or x.shape[1] != model.n or not 0 < x.size <= MOST_NUMBERS):
        raise ModelError(f"The input “{OURS}x” has the shape {x.shape}; (steps, {model.n}) would be right.")
    return x


def _starts(model: Model, own: Mapping[str, Array]) -> tuple[tuple[Mapping[str, Array], ...], ...]:
    """Return the states before the first step per layer and direction; none at all where the file has none."""
    if not any(name.startswith(START) for name in own):
        return ()
    ways = ("", "_reverse")[: len(model.directions)]
    return tuple(
        tuple(_start(model, own, f"_l{k}{way}", params) for way, params in zip(ways, parts, strict=True))
        for k, parts in enumerate(model.parts)
    )


def _start(model: Model, own: Mapping[str, Array], suffix: str, params: Mapping[str, Array]) -> Mapping[str, Array]:
    found = {}
    for state in model.program.cell.state:
        array = own.get(f"{START}{state}{suffix}")
        if array is None:
            continue
        wanted = params["P"].shape[0] if state == "h" and "P" in params else model.m
        if array.shape != (wanted,):
            raise ModelError(f"“{START}{state}{suffix}” has the shape {array.shape}; ({wanted},) would be right.")
        found[state] = array
    return found


def _double(name: str, array: Any) -> Array:
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ModelError(f"“{name}” holds what are no numbers; float32 or float64 without NaN would be right.")
    return np.asarray(array, np.float64)


def _told(data: bytes) -> Mapping[str, Any]:
    """Return what the metadata say beside the tensors; nothing where that cannot be read."""
    (length,) = struct.unpack_from("<Q", data)
    found = json.loads(data[8 : 8 + length]).get("__metadata__", {}).get("gatescope", "{}")
    try:
        told = json.loads(found)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
