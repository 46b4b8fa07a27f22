"""The tables: a trace, or its gradients, as a long pandas frame, as CSV and as an npz file."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from explainer.backward import Gradients, LayerGradients
from explainer.trace import LayerTrace, Trace

Run = Trace | Gradients


def frame(run: Run) -> pd.DataFrame:
    """Return every value, or every gradient, one per row: layer, t, name, unit, value; all counted from 1."""
    return pd.concat(
        [_long(layer, k + 1, name) for k, layer in enumerate(_layers(run)) for name in layer.values], ignore_index=True
    )


def csv(run: Run) -> bytes:
    """Return the long frame as CSV, UTF-8, every number in full."""
    return frame(run).to_csv(index=False).encode()


def npz(run: Run) -> bytes:
    """Return every value and parameter, or their gradients, as npz: "layer1/f" is (T, m), "layer1/W_f" is (m, n)."""
    arrays: dict[str, Any] = {}
    for k, layer in enumerate(_layers(run)):
        params = layer.params if isinstance(layer, LayerGradients) else layer.layer.params
        for name, array in [*layer.values.items(), *params.items()]:
            arrays[f"layer{k + 1}/{name}"] = array
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _layers(run: Run) -> Sequence[LayerTrace | LayerGradients]:
    return run.layers


def _long(run: LayerTrace | LayerGradients, layer: int, name: str) -> pd.DataFrame:
    array = run.values[name]  # (T, m)
    steps, units = array.shape
    return pd.DataFrame({
        "layer": layer,
        "t": np.repeat(np.arange(1, steps + 1), units),
        "name": name,
        "unit": np.tile(np.arange(1, units + 1), steps),
        "value": array.ravel(),
    })  # fmt: skip
