"""Loss curves of several runs over the updates, seeds as thin lines and their median as a thick one."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.palette import HUES
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, figure_dict
from explainer.inputs.sequence import counted

LINE_STYLES = (
    ("hidden", "solid"),
    ("memory", "dash"),
    ("keep", "dot"),
    ("read", "dashdot"),
    ("new", "longdash"),
    ("write", "longdashdot"),
)
MAX_RUNS = len(LINE_STYLES)
LOWEST = 1e-12


def loss_curves(curves: Mapping[str, Mapping[str, Array]], mode: int = 0) -> FigureDict:
    """Return the losses of up to MAX_RUNS runs by name, on a log axis over the updates."""
    data = []
    for (name, curve), (hue, dash) in zip(curves.items(), LINE_STYLES, strict=False):
        steps, loss = curve["step"], curve["loss"]  # (K,), (K, S)
        if len(steps) == 0:
            continue
        line = {"color": HUES[hue][mode], "dash": dash}
        if loss.shape[1] > 1:
            data += [_line(name, steps, seed, {**line, "width": 1}, thin=True) for seed in loss.T]
        data.append(_line(name, steps, median_over_seeds(loss), {**line, "width": 3 if loss.shape[1] > 1 else 2}))
    axis = {"type": "log", "title": {"text": "loss"}, "exponentformat": "e", **_power_ticks(data)}
    updates = {"title": {"text": "updates"}, "rangemode": "tozero"}
    return figure_dict(data, mode, showlegend=True, hovermode="x", height=360, xaxis=updates, yaxis=axis)


def _power_ticks(data: list[FigureDict]) -> dict[str, int]:
    """Show powers of ten alone where two of them fit; plotly's ticks between them are too small to read."""
    values = [one for line in data for one in line["y"] if one is not None]
    return {"dtick": 1} if values and max(values) >= 100 * min(values) else {}


def median_over_seeds(loss: Array) -> Array:
    """Return the median over the seeds whose loss is finite, (K,)."""
    known = np.isfinite(loss).any(axis=1)
    found = np.full(len(loss), np.nan)
    found[known] = np.nanmedian(np.where(np.isfinite(loss[known]), loss[known], np.nan), axis=1)
    return found


def _line(name: str, steps: Array, values: Array, line: dict[str, object], thin: bool = False) -> FigureDict:
    shown = [float(max(one, LOWEST)) if np.isfinite(one) else None for one in values]
    return {
        "type": "scatter", "mode": "lines", "x": steps.tolist(), "y": shown, "name": name, "legendgroup": name,
        "line": line, "opacity": 0.45 if thin else 1.0, "showlegend": not thin,
        "hovertemplate": "%{y:.4g}<extra></extra>" if thin else f"{name}: %{{y:.4g}}<extra></extra>",
    }  # fmt: skip


def loss_sentence(curves: Mapping[str, Mapping[str, Array]]) -> str:
    """Return the latest loss of each run, the lowest first."""
    ends = []
    for name, curve in curves.items():
        known = median_over_seeds(curve["loss"])[-1:] if len(curve["step"]) else np.array([])
        if known.size and np.isfinite(known[0]):
            ends.append((float(known[0]), name, int(curve["step"][-1])))
    if not ends:
        return "There is no loss to show yet."
    latest = [f"{name}: {loss:.3g} after {counted(step, 'update')}." for loss, name, step in sorted(ends)]
    return f"Latest loss of each run, as the median over its seeds, lowest first. {' '.join(latest)}"
