"""The tables: a trace as a long pandas frame, as CSV and as an npz file."""

import io
from typing import Any

import numpy as np
import pandas as pd

from explainer.trace import LayerTrace, Trace


def frame(trace: Trace) -> pd.DataFrame:
    """Return every value of a trace, one per row: layer, t, name, unit, value; all counted from 1."""
    return pd.concat(
        [_long(run, k + 1, name) for k, run in enumerate(trace.layers) for name in run.values], ignore_index=True
    )


def csv(trace: Trace) -> bytes:
    """Return the long frame as CSV, UTF-8, every number in full."""
    return frame(trace).to_csv(index=False).encode()


def npz(trace: Trace) -> bytes:
    """Return every value and parameter as npz: "layer1/f" is (T, m), "layer1/W_f" is (m, n)."""
    arrays: dict[str, Any] = {}
    for k, run in enumerate(trace.layers):
        for name, array in [*run.values.items(), *run.layer.params.items()]:
            arrays[f"layer{k + 1}/{name}"] = array
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _long(run: LayerTrace, layer: int, name: str) -> pd.DataFrame:
    array = run.values[name]  # (T, m)
    steps, units = array.shape
    return pd.DataFrame({
        "layer": layer,
        "t": np.repeat(np.arange(1, steps + 1), units),
        "name": name,
        "unit": np.tile(np.arange(1, units + 1), steps),
        "value": array.ravel(),
    })  # fmt: skip
