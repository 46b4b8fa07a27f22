"""A trace, or its gradients, as a long pandas frame, as CSV and as an npz file."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from explainer.cells.primitives import Array
from explainer.numerics.backward import Gradients, LayerGradients
from explainer.numerics.trace import LayerTrace, Trace

Run = Trace | Gradients


def frame(run: Run) -> pd.DataFrame:
    """Return every value, or every gradient, one per row: layer, t, name, unit, value; all counted from 1."""
    return concatenate(_of_layer(layer, k + 1, name) for k, layer in enumerate(_layers(run)) for name in layer.values)


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
    return npz_bytes(arrays)


def npz_bytes(arrays: Mapping[str, Any]) -> bytes:
    """Return arrays by name as a compressed npz file."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _layers(run: Run) -> Sequence[LayerTrace | LayerGradients]:
    return run.layers


def long_frame(columns: Mapping[str, Any], values: Array) -> pd.DataFrame:
    """Return values (rows, m) as a frame with one number per row: the given columns, then unit and value."""
    rows, units = values.shape
    repeated = {key: one if np.ndim(one) == 0 else np.repeat(one, units) for key, one in columns.items()}
    return pd.DataFrame(repeated | {"unit": np.tile(np.arange(1, units + 1), rows), "value": values.ravel()})


def concatenate(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return frames below one another as one."""
    return pd.concat(frames, ignore_index=True)


def _of_layer(run: LayerTrace | LayerGradients, layer: int, name: str) -> pd.DataFrame:
    values = run.values[name]  # (T, m)
    return long_frame({"layer": layer, "t": np.arange(1, len(values) + 1), "name": name}, values)
