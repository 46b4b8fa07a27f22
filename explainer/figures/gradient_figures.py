"""The flow's figures: how far a gradient reaches, as plotly pictures; see figures.py for their form."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells.palette import DASHES, HUES, LINE, QUIET
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import Picture, nice, picture, time_axis
from explainer.numerics.gradient_flow import BANDS

LOWEST = 1e-9  # where the log axes begin: far below what float32 can still add


def bars(shares: Array, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return each step's gradient as a share of what it is at its source: bars on a log axis, over the bands."""
    top = max(3.0, float(np.ceil(np.log10(np.max(_drawn(shares))))))
    trace = {
        "type": "bar", "x": list(range(1, len(shares) + 1)), "y": _drawn(shares).tolist(),
        "marker": {"color": HUES["hidden"][mode]}, "name": "",
        "hovertemplate": "step %{x}: %{y:.2e}<extra></extra>",
    }  # fmt: skip
    axis = _log(top, "share that is left")
    return _banded([trace], top, mode, xaxis=time_axis(labels, len(shares)), yaxis=axis, bargap=0.3)


def remembering(curves: Mapping[str, Array], labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return what crosses time: Jacobian norms and the product of the keep gate, lines on one log axis."""
    worn = {"dc": ("memory", "dash"), "dh": ("hidden", "dot")}
    lines = [_line(name, _alive(curve), *worn.get(name[:2], ("keep", "solid")), mode) for name, curve in curves.items()]
    top = max(1.0, float(np.ceil(np.log10(max(np.max(_drawn(curve)) for curve in curves.values())))))
    time = time_axis(labels, len(next(iter(curves.values()))))
    return _banded(lines, top, mode, showlegend=True, hovermode="x", xaxis=time, yaxis=_log(top, "left of 1"))


def paths(shares: Array, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return the belt's share of what arrives at each step, and the rest above it, as a stacked area."""
    belt = np.nan_to_num(shares)
    parts = [
        _line("over the belt alone", belt.tolist(), "memory", "solid", mode) | {"fill": "tozeroy", "opacity": 0.85},
        _line("through gates, candidate and matrices", [1.0] * len(belt), "new", "solid", mode) | {"fill": "tonexty"},
    ]
    axis = {"range": [0.0, 1.0], "tickformat": ".0%", "title": {"text": "share of what arrives"}}
    return picture(
        parts, mode, showlegend=True, hovermode="x", xaxis=time_axis(labels, len(shares)), yaxis=axis
    )  # fmt: skip


def gates(lengths: Mapping[str, Array], hues: Sequence[str], labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return what each gate, candidate and state feels at each step: lengths of gradients on a log axis."""
    most = max(1e-30, *(float(np.max(np.where(np.isfinite(one), one, 0.0))) for one in lengths.values()))
    top = float(np.ceil(np.log10(most)))
    floor = 10.0 ** (top - 9)
    lines = [
        _line(name, _alive(one, floor), hue, DASHES[hue], mode)
        for (name, one), hue in zip(lengths.items(), hues, strict=True)
    ]
    axis = {"type": "log", "range": [top - 9, top + 0.2], "exponentformat": "e", "title": {"text": "length of dL/d"}}
    time = time_axis(labels, len(next(iter(lengths.values()))))
    return picture(lines, mode, showlegend=True, hovermode="x", xaxis=time, yaxis=axis)


def terms(values: Array, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return what each step adds to one weight's gradient, (m, T) by the weight's row, as bars around 0."""
    fine = np.where(np.isfinite(values), values, 0.0)
    reach = nice(max(1e-30, float(np.abs(fine).max())))
    bar = {"type": "bar", "x": list(range(1, values.shape[1] + 1)), "y": fine[0].tolist(), "meta": "terms",
           "name": "",
           "marker": {"color": HUES["input"][mode]}, 
           "hovertemplate": "step %{x} adds %{y:.2e}<extra></extra>"}  # fmt: skip
    axis = {"range": [-reach, reach], "zeroline": True, "zerolinecolor": LINE[mode], "exponentformat": "e",
            "nticks": 5, "title": {"text": "adds to the gradient"}}  # fmt: skip
    return picture([bar], mode, xaxis=time_axis(labels, values.shape[1]), yaxis=axis, bargap=0.3)


def _drawn(values: Array, floor: float = LOWEST) -> Array:
    """Return values that a log axis can show: what is smaller stands at its foot, what is no number at its head."""
    return np.clip(np.nan_to_num(values, nan=1e9, posinf=1e9), floor, max(1e9, floor))


def _alive(values: Array, floor: float = LOWEST) -> list[float | None]:
    """Return values for a line on a log axis, with a gap where there is nothing at all."""
    return [one if value != 0 else None for one, value in zip(_drawn(values, floor).tolist(), values, strict=True)]


def _line(name: str, values: list[float | None], hue: str, dash: str, mode: int) -> Picture:
    return {
        "type": "scatter", "mode": "lines", "x0": 1, "dx": 1, "y": values, "name": name,
        "line": {"color": HUES[hue][mode], "dash": dash, "width": 2},
        "hovertemplate": f"{name}: %{{y:.3~g}}<extra></extra>",
    }  # fmt: skip


def _log(top: float, title: str) -> Picture:
    ticks = [10.0**k for k in range(-9, int(top) + 1, 3)]
    return {"type": "log", "range": [-9.0, top], "tickvals": ticks, "exponentformat": "e", "title": {"text": title}}


def _banded(data: list[Picture], top: float, mode: int, **layout: Any) -> Picture:
    """Return traces over the bands, whose names stand to the right of them."""
    found = picture(data, mode, shapes=_stripes(top, mode), annotations=_names(top, mode), **layout)
    found["layout"]["template"]["layout"]["margin"] = {"l": 44, "r": 62, "t": 8, "b": 40}
    return found


def _edges(top: float) -> list[tuple[str, float, float]]:
    ends = [LOWEST, *BANDS.values()]
    return [(name, low, min(high, 10.0**top)) for name, low, high in zip(BANDS, ends, ends[1:], strict=False)]


def _stripes(top: float, mode: int) -> list[Picture]:
    shades = {"gone": 0.75, "shrinking": 0.35, "alive": 0.0, "exploding": 0.55}
    return [
        {"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high,
         "fillcolor": LINE[mode], "opacity": shades[name], "line": {"width": 0}}
        for name, low, high in _edges(top) if shades[name]
    ]  # fmt: skip


def _names(top: float, mode: int) -> list[Picture]:
    return [
        {"text": name, "xref": "paper", "x": 1.0, "xanchor": "left", "xshift": 4, "y": float(np.log10(low * high) / 2),
         "showarrow": False, "font": {"size": 11, "color": QUIET[mode]}}
        for name, low, high in _edges(top)
    ]  # fmt: skip
