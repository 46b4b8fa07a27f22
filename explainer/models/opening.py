"""The opening: a file of weights becomes models."""

import re

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from explainer.cells import CELLS
from explainer.models.layout import cut
from explainer.models.model import Model, ModelError
from explainer.program import lower

MOST_MEGABYTES = 64


def open_file(name: str, data: bytes) -> tuple[Model, ...]:
    """Return the recurrent stacks of a file; raises ModelError."""
    try:
        arrays = load(data)
    except SafetensorError as error:
        raise ModelError(f"“{name}” is no safetensors file ({error}).") from None
    prefixes = sorted({key.removesuffix("weight_hh_l0") for key in arrays if key.endswith("weight_hh_l0")})
    if not prefixes:
        raise ModelError(f"“{name}” holds no recurrent layer; weights called “weight_ih_l0” and so on would be some.")
    return tuple(_model(prefix, arrays) for prefix in prefixes)


def _model(prefix: str, arrays: dict[str, np.ndarray]) -> Model:
    own = {
        key.removeprefix(prefix): value.astype(np.float64) for key, value in arrays.items() if key.startswith(prefix)
    }
    rows, columns = own["weight_hh_l0"].shape
    m = own["weight_hr_l0"].shape[1] if "weight_hr_l0" in own else columns
    cell = {4: "LSTM", 3: "GRU", 1: "RNN"}[rows // m]
    program = lower(CELLS[cell])
    layers = len([key for key in own if re.fullmatch(r"weight_hh_l\d+", key)])
    ways = ["", "_reverse"] if "weight_hh_l0_reverse" in own else [""]
    parts = []
    for k in range(layers):
        found = []
        for way in ways:
            stacked = {one: own[f"{one}_l{k}{way}"] for one in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
            extra = {"P": own[f"weight_hr_l{k}{way}"]} if f"weight_hr_l{k}{way}" in own else {}
            found.append({**cut(program, stacked, m), **extra})
        parts.append(tuple(found))
    return Model(
        prefix.rstrip(".") or "the whole file", cell, tuple(parts), dtype=str(arrays[f"{prefix}weight_hh_l0"].dtype)
    )
