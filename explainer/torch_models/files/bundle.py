"""A bundle: a model, its input and its initial states in one safetensors file, which a notebook passes to the app.

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
from explainer.torch_models.files.assumed_activation import with_activation
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.state_dict_export import safetensors_bytes
from explainer.torch_models.model import Model, ModelError
from explainer.torch_models.safetensors_header import read_header

KEY = "gatescope"  # of the metadata
PREFIX = "gatescope."
STATE_PREFIX = f"{PREFIX}start."
MAX_NUMBERS = 2**24  # of an input
MAX_NAME = 80
RELU = "relu"
SUFFIXES = ("", "_reverse")  # of PyTorch's names, by direction


def write(model: Model) -> bytes:
    """Return a model as a bundle."""
    relu = model.cell == "RNN-ReLU"
    metadata = {"name": model.name, "kind": "RNN" if relu else model.cell, "nonlinearity": RELU if relu else "tanh"}
    extra = {} if model.x is None else {f"{PREFIX}x": model.x}
    for k, layer in enumerate(model.initial_states):
        for suffix, states in zip(SUFFIXES, layer, strict=False):
            extra |= {f"{STATE_PREFIX}{state}_l{k}{suffix}": array for state, array in states.items()}
    arrays = load(safetensors_bytes(model)) | {name: np.array(array, np.float64) for name, array in extra.items()}
    return bytes(save(arrays, {KEY: json.dumps(metadata)}))


def is_bundle(data: bytes) -> bool:
    """Tell whether a file's bytes are a bundle, rather than weights alone or anything else."""
    try:
        return KEY in read_header(data, weights.MAX_HEADER, weights.MAX_TENSORS).metadata
    except (ValueError, RecursionError, struct.error):
        return False


def read(data: bytes) -> Model:
    """Read a bundle; raises ModelError for what is none, or has an input or states that do not fit the model."""
    try:
        arrays, metadata = weights.read(data).arrays, _metadata(data)
    except weights.WeightsError as error:
        raise ModelError(str(error)) from None
    plain = {name: array for name, array in arrays.items() if not name.startswith(PREFIX)}
    model = open_file("bundle.safetensors", save(plain))[0]
    model = with_activation(model, {RELU: "RNN-ReLU", "tanh": "RNN"}.get(str(metadata.get("nonlinearity")), ""))
    model = replace(model, name=str(metadata.get("name") or model.name)[:MAX_NAME])
    kind = metadata.get("kind", "")
    if kind and kind != model.cell.partition("-")[0]:
        raise ModelError(
            f"The file names the cell “{str(kind)[:20]}”, but its shapes are those of {model.cell}; that name would be "
            "right."
        )
    extra = {name: _double(name, array) for name, array in arrays.items() if name.startswith(PREFIX)}
    return replace(model, x=_input(model, extra), initial_states=_initial_states(model, extra))


def _input(model: Model, extra: Mapping[str, Array]) -> Array | None:
    x = extra.get(f"{PREFIX}x")
    if x is not None and (x.ndim != 2 or x.shape[1] != model.n or not 0 < x.size <= MAX_NUMBERS):
        raise ModelError(f"The input “{PREFIX}x” has the shape {x.shape}; (steps, {model.n}) would be right.")
    return x


def _initial_states(model: Model, extra: Mapping[str, Array]) -> tuple[tuple[Mapping[str, Array], ...], ...]:
    """Return the states before the first step per layer and direction; none at all where the file has none."""
    if not any(name.startswith(STATE_PREFIX) for name in extra):
        return ()
    suffixes = SUFFIXES[: len(model.directions)]
    return tuple(
        tuple(_states(model, extra, f"_l{k}{suffix}", params) for suffix, params in zip(suffixes, layer, strict=True))
        for k, layer in enumerate(model.params)
    )


def _states(model: Model, extra: Mapping[str, Array], suffix: str, params: Mapping[str, Array]) -> Mapping[str, Array]:
    found = {}
    for state in model.program.cell.state:
        array = extra.get(f"{STATE_PREFIX}{state}{suffix}")
        if array is None:
            continue
        wanted = params["P"].shape[0] if state == "h" and "P" in params else model.m
        if array.shape != (wanted,):
            key = f"{STATE_PREFIX}{state}{suffix}"
            raise ModelError(f"“{key}” has the shape {array.shape}; ({wanted},) would be right.")
        found[state] = array
    return found


def _double(name: str, array: Any) -> Array:
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ModelError(f"“{name}” does not hold finite float numbers; float32 or float64 without NaN would be right.")
    return np.asarray(array, np.float64)


def _metadata(data: bytes) -> Mapping[str, Any]:
    """Return the bundle's metadata; nothing where they cannot be read."""
    header = read_header(data, weights.MAX_HEADER, weights.MAX_TENSORS)
    try:
        found = json.loads(header.metadata.get(KEY, "{}"))
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
