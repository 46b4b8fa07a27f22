"""Plotly figures of a backward pass: gradient norms over time, per path, per gate and per weight."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells.palette import DASHES, GRID_LINE, HUES, MUTED
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, figure_dict, round_up_limit, time_axis
from explainer.numerics.gradient_flow import BANDS

LOWEST = 1e-9  # where the log axes begin: far below what float32 can still add
HIGHEST = 1e3  # where they end, unless a norm is larger
BAND_SHADES = {"gone": 0.75, "shrinking": 0.35, "alive": 0.0, "exploding": 0.55}
"""How dark each band of the log axes is drawn, 0 to 1."""


def norm_bars(shares: Array, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return each step's gradient norm as a share of the norm at the loss: bars on a log axis, over the bands."""
    top = float(np.ceil(np.log10(np.max(_clipped(shares, HIGHEST)))))
    trace = {
        "type": "bar", "x": list(range(1, len(shares) + 1)), "y": _clipped(shares).tolist(),
        "marker": {"color": HUES["hidden"][mode]}, "name": "",
        "hovertemplate": "step %{x}: %{y:.2e}<extra></extra>",
    }  # fmt: skip
    axis = _log_axis(top, "share of the gradient left")
    return _figure_with_bands([trace], top, mode, xaxis=time_axis(labels, len(shares)), yaxis=axis, bargap=0.3)


def memory_curves(curves: Mapping[str, Array], labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return Jacobian norms and the product of the keep gate over time as lines on one log axis."""
    styles = {"dc": ("memory", "dash"), "dh": ("hidden", "dot")}
    lines = [
        _line(name, _with_gaps(curve), *styles.get(name[:2], ("keep", "solid")), mode) for name, curve in curves.items()
    ]
    top = max(1.0, float(np.ceil(np.log10(max(np.max(_clipped(curve)) for curve in curves.values())))))
    time = time_axis(labels, len(next(iter(curves.values()))))
    return _figure_with_bands(
        lines, top, mode, showlegend=True, hovermode="x", xaxis=time, yaxis=_log_axis(top, "norm (1 = unchanged)")
    )


def path_shares(shares: Array, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return the share of each step's gradient that came along the belt, and the rest, as a stacked area."""
    direct = np.nan_to_num(shares)
    areas = [
        _line("through the state alone", direct.tolist(), "memory", "solid", mode)
        | {"fill": "tozeroy", "opacity": 0.85},
        _line("through gates and weights", [1.0] * len(direct), "new", "solid", mode) | {"fill": "tonexty"},
    ]
    axis = {"range": [0.0, 1.0], "tickformat": ".0%", "title": {"text": "share of the gradient"}}
    return figure_dict(
        areas, mode, showlegend=True, hovermode="x", xaxis=time_axis(labels, len(shares)), yaxis=axis
    )  # fmt: skip


def gate_gradients(
    norms: Mapping[str, Array], hues: Sequence[str], labels: Sequence[str] = (), mode: int = 0
) -> FigureDict:
    """Return the gradient norm of each gate, candidate and state at each step, on a log axis."""
    most = max(1e-30, *(float(np.max(np.where(np.isfinite(one), one, 0.0))) for one in norms.values()))
    top = float(np.ceil(np.log10(most)))
    floor = 10.0 ** (top - 9)
    lines = [
        _line(name, _with_gaps(one, floor), hue, DASHES[hue], mode)
        for (name, one), hue in zip(norms.items(), hues, strict=True)
    ]
    axis = {"type": "log", "range": [top - 9, top + 0.2], "exponentformat": "e", "title": {"text": "gradient norm"}}
    time = time_axis(labels, len(next(iter(norms.values()))))
    return figure_dict(lines, mode, showlegend=True, hovermode="x", xaxis=time, yaxis=axis)


def step_contributions(values: Array, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return each step's contribution to one weight's gradient, (m, T) by the weight's row, as bars around 0."""
    finite = np.where(np.isfinite(values), values, 0.0)
    limit = round_up_limit(max(1e-30, float(np.abs(finite).max())))
    bar = {"type": "bar", "x": list(range(1, values.shape[1] + 1)), "y": finite[0].tolist(), "meta": "terms",
           "name": "",
           "marker": {"color": HUES["input"][mode]}, 
           "hovertemplate": "step %{x} adds %{y:.2e}<extra></extra>"}  # fmt: skip
    axis = {"range": [-limit, limit], "zeroline": True, "zerolinecolor": GRID_LINE[mode], "exponentformat": "e",
            "nticks": 5, "title": {"text": "contribution to the gradient"}}  # fmt: skip
    return figure_dict([bar], mode, xaxis=time_axis(labels, values.shape[1]), yaxis=axis, bargap=0.3)


def _clipped(values: Array, floor: float = LOWEST) -> Array:
    """Return values within what a log axis shows: smaller ones at its lower end, not finite ones at its upper end."""
    return np.clip(np.nan_to_num(values, nan=1e9, posinf=1e9), floor, max(1e9, floor))


def _with_gaps(values: Array, floor: float = LOWEST) -> list[float | None]:
    """Return values for a line on a log axis, with a gap where a value is 0."""
    return [one if value != 0 else None for one, value in zip(_clipped(values, floor).tolist(), values, strict=True)]


def _line(name: str, values: list[float | None], hue: str, dash: str, mode: int) -> FigureDict:
    return {
        "type": "scatter", "mode": "lines", "x0": 1, "dx": 1, "y": values, "name": name,
        "line": {"color": HUES[hue][mode], "dash": dash, "width": 2},
        "hovertemplate": f"{name}: %{{y:.3~g}}<extra></extra>",
    }  # fmt: skip


def _log_axis(top: float, title: str) -> FigureDict:
    ticks = [10.0**k for k in range(-9, int(top) + 1, 3)]
    return {"type": "log", "range": [-9.0, top], "tickvals": ticks, "exponentformat": "e", "title": {"text": title}}


def _figure_with_bands(data: list[FigureDict], top: float, mode: int, **layout: Any) -> FigureDict:
    """Return traces over the bands, with the names of the bands at the right."""
    found = figure_dict(data, mode, shapes=_band_stripes(top, mode), annotations=_band_names(top, mode), **layout)
    found["layout"]["template"]["layout"]["margin"] = {"l": 44, "r": 62, "t": 8, "b": 40}
    return found


def _band_edges(top: float) -> list[tuple[str, float, float]]:
    ends = [LOWEST, *BANDS.values()]
    return [(name, low, min(high, 10.0**top)) for name, low, high in zip(BANDS, ends, ends[1:], strict=False)]


def _band_stripes(top: float, mode: int) -> list[FigureDict]:
    return [
        {"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high,
         "fillcolor": GRID_LINE[mode], "opacity": BAND_SHADES[name], "line": {"width": 0}}
        for name, low, high in _band_edges(top) if BAND_SHADES[name]
    ]  # fmt: skip


def _band_names(top: float, mode: int) -> list[FigureDict]:
    return [
        {"text": name, "xref": "paper", "x": 1.0, "xanchor": "left", "xshift": 4, "y": float(np.log10(low * high) / 2),
         "showarrow": False, "font": {"size": 11, "color": MUTED[mode]}}
        for name, low, high in _band_edges(top)
    ]  # fmt: skip
