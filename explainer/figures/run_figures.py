"""The figures of the collection: losses of several runs over training time, each seed thin and the median thick."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.palette import HUES
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import Picture, picture

WORN = (
    ("hidden", "solid"),
    ("memory", "dash"),
    ("keep", "dot"),
    ("read", "dashdot"),
    ("new", "longdash"),
    ("write", "longdashdot"),
)
MOST = len(WORN)
LOWEST = 1e-12


def losses(curves: Mapping[str, Mapping[str, Array]], mode: int = 0) -> Picture:
    """Return the losses of up to MOST runs by name, on a log axis over the updates."""
    data = []
    for (name, curve), (hue, dash) in zip(curves.items(), WORN, strict=False):
        steps, loss = curve["step"], curve["loss"]  # (K,), (K, S)
        if len(steps) == 0:
            continue
        line = {"color": HUES[hue][mode], "dash": dash}
        if loss.shape[1] > 1:
            data += [_line(name, steps, seed, {**line, "width": 1}, thin=True) for seed in loss.T]
        data.append(_line(name, steps, middle(loss), {**line, "width": 3 if loss.shape[1] > 1 else 2}))
    axis = {"type": "log", "title": {"text": "loss"}, "exponentformat": "e", **_powers(data)}
    time = {"title": {"text": "training time, in updates"}, "rangemode": "tozero"}
    return picture(data, mode, showlegend=True, hovermode="x", height=360, xaxis=time, yaxis=axis)


def _powers(data: list[Picture]) -> dict[str, int]:
    """Write powers of ten alone where two of them fit; plotly's twos and fives between them are too small to read."""
    drawn = [one for line in data for one in line["y"] if one is not None]
    return {"dtick": 1} if drawn and max(drawn) >= 100 * min(drawn) else {}


def middle(loss: Array) -> Array:
    """Return the median over the seeds that still have a number, (K,)."""
    known = np.isfinite(loss).any(axis=1)
    found = np.full(len(loss), np.nan)
    found[known] = np.nanmedian(np.where(np.isfinite(loss[known]), loss[known], np.nan), axis=1)
    return found


def _line(name: str, steps: Array, values: Array, line: dict[str, object], thin: bool = False) -> Picture:
    shown = [float(max(one, LOWEST)) if np.isfinite(one) else None for one in values]
    return {
        "type": "scatter", "mode": "lines", "x": steps.tolist(), "y": shown, "name": name, "legendgroup": name,
        "line": line, "opacity": 0.45 if thin else 1.0, "showlegend": not thin,
        "hovertemplate": "%{y:.4g}<extra></extra>" if thin else f"{name}: %{{y:.4g}}<extra></extra>",
    }  # fmt: skip


def sentence(curves: Mapping[str, Mapping[str, Array]]) -> str:
    """Say where each run's loss ends, or stands while it trains, the lowest first."""
    ends = []
    for name, curve in curves.items():
        known = middle(curve["loss"])[-1:] if len(curve["step"]) else np.array([])
        if known.size and np.isfinite(known[0]):
            ends.append((float(known[0]), name, int(curve["step"][-1])))
    said = "; ".join(f"{name} at {loss:.3g} after {step:,} updates" for loss, name, step in sorted(ends))
    if not said:
        return "There is no loss to show yet."
    return f"The losses end, as far as the runs have come (the median of the starts): {said}."
