"""Plotly figures of a trace: heat maps, lines of one unit, saturation, half-lives and forgetting curves."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import DASHES, GRID_LINE, HUES, MARKS, Ramp, diverging, ramp
from explainer.cells.primitives import Array
from explainer.figures.layout import CELL_STYLES, FigureDict, figure_dict, round_up_limit, time_axis, unit_axis
from explainer.figures.number_format import half_life
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace

SHORTEST_LIFE = 0.05  # steps: where the log axis of half-lives begins


def gate_map(run: LayerTrace, name: str, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return a gate's activations as a heat map, units by time, 0 to 1 in its role's hue."""
    return heatmap(run.values[name], name, ramp(role(run.program, name), mode), (0.0, 1.0), labels, mode)


def state_map(run: LayerTrace, name: str, limit: float, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return signed values as a heat map, units by time, centred on 0 between −limit and limit."""
    return heatmap(run.values[name], name, diverging(mode), (-limit, limit), labels, mode)


def heatmap(
    values: Array, name: str, colours: Ramp, limits: tuple[float, float], labels: Sequence[str] = (), mode: int = 0
) -> FigureDict:
    """Return values (T, m) as a heat map with time to the right and units downwards, from 1."""
    steps, units = values.shape
    gap = 1 if steps <= 60 and units <= 16 else 0
    bar = {
        "thickness": 8,
        "outlinewidth": 0,
        "tickvals": sorted({*limits, 0.0}),
        "tickformat": ".3~g",
        "xpad": 4,
        "ticks": "",
    }
    trace = {
        "type": "heatmap", "z": values.T, "x0": 1, "dx": 1, "y0": 1, "dy": 1, "meta": name, "colorscale": colours,
        "zmin": limits[0], "zmax": limits[1], "colorbar": bar, "xgap": gap, "ygap": gap,
        "hovertemplate": f"{name}, unit %{{y:.0f}}, step %{{x:.0f}}: %{{z:.4f}}<extra></extra>",
    }  # fmt: skip
    return figure_dict([trace], mode, xaxis=time_axis(labels, steps), yaxis=unit_axis(units, reverse=True))


def unit_lines(run: LayerTrace, unit: int, labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return all values of one unit (counted from 0) as lines: gates above, signed values below."""
    gates = measures.gates(run)
    data = [
        _line(line.name, line.role, run.values[line.name][:, unit], "y2" if line.name in gates else "y", mode)
        for line in run.program.cell.equations
        if line.role != "sum"
    ]
    time = time_axis(labels, len(run.values["x"])) | {"anchor": "y"}
    limit = 1.05 * round_up_limit(
        common_limit(
            run, [line.name for line in run.program.cell.equations if line.name not in gates and line.role != "sum"]
        )
    )
    signed_axis = {"title": {"text": "signed values"}, "range": [-limit, limit], "zeroline": True,
             "zerolinecolor": GRID_LINE[mode], "domain": [0.0, 0.46 if gates else 1.0]}  # fmt: skip
    gate_axis = {"title": {"text": "gates"}, "domain": [0.54, 1.0], "range": [-0.03, 1.03], "tickvals": [0, 0.5, 1]}
    axes = {"xaxis": time, "yaxis": signed_axis} | ({"yaxis2": gate_axis} if gates else {})
    return figure_dict(data, mode, showlegend=True, hovermode="x", **axes)


def saturation(run: LayerTrace, mode: int = 0) -> FigureDict:
    """Return each gate's units by their share of time closed and open (Karpathy et al. 2015, figure 3)."""
    diagonal = {"type": "scatter", "x": [0, 1], "y": [1, 0], "mode": "lines",
                "line": {"color": GRID_LINE[mode], "width": 1},
              "hoverinfo": "skip", "showlegend": False}  # fmt: skip
    points = [_saturation_points(run, name, mode) for name in measures.gates(run)]
    most = round_up_limit(max(0.1, *(max(one["x"] + one["y"]) for one in points)))
    share = {"range": [-0.05 * most, 1.05 * most], "tickformat": ".0%", "nticks": 4}
    return figure_dict(
        [diagonal, *points], mode, showlegend=True,
        xaxis=share | {"title": {"text": "share of time closed (below 0.1)"}},
        yaxis=share | {"title": {"text": "share of time open (above 0.9)"}},
    )  # fmt: skip


def half_lives(run: LayerTrace, mode: int = 0) -> FigureDict | None:
    """Return each unit's memory half-life in steps as bars on a log axis; None where nothing is kept.

    A half-life above ten times the sequence length is drawn at that limit; its hover text says so.
    """
    keep = measures.keep_per_step(run)
    if keep is None:
        return None
    top = 10.0 * len(run.values["x"])
    lives = measures.half_life(keep)
    shown = np.clip(lives, SHORTEST_LIFE, top)
    bars = {
        "type": "bar", "x": list(range(1, len(lives) + 1)),
        "y": [None if np.isnan(life) else float(life) for life in shown], "marker": {"color": HUES["memory"][mode]},
        "hovertext": [_half_gone(k, life, top) for k, life in enumerate(lives)], "hoverinfo": "text",
    }  # fmt: skip
    ends = [float(np.log10(SHORTEST_LIFE)), float(np.ceil(np.log10(np.fmax.reduce(shown, initial=2.0))))]
    axis = {"type": "log", "range": ends, "title": {"text": "half-life in steps"}, "tickvals": [0.1, 1, 10, 100, 1000]}
    return figure_dict([bars], mode, xaxis=unit_axis(len(lives)), yaxis=axis, bargap=0.3)


def _half_gone(unit: int, life: float, top: float) -> str:
    if np.isnan(life):
        return f"unit {unit + 1}: no half-life, as a number has no value"
    return f"unit {unit + 1}: half is gone after {half_life(life, top)} steps"


def forgetting_curves(curves: Mapping[str, Array], labels: Sequence[str] = (), mode: int = 0) -> FigureDict:
    """Return how much of the first step's effect is left over time, a line per cell, on a log axis down to 1e-6."""
    styles = [(HUES[hue][mode], DASHES[dash]) for hue, dash in CELL_STYLES]
    lines = [
        {
            "type": "scatter", "x0": 1, "dx": 1, "y": np.maximum(curve, 1e-7).tolist(), "name": name, "mode": "lines",
            "line": {"color": colour, "dash": dash, "width": 2},
            "hovertemplate": f"{name}: %{{y:.2%}}<extra></extra>",
        }
        for (name, curve), (colour, dash) in zip(curves.items(), styles, strict=False)
    ]  # fmt: skip
    top = float(np.log10(2 * max(1.0, *(float(curve.max()) for curve in curves.values()))))
    axis = {
        "type": "log",
        "range": [-6, top],
        "tickformat": ".0e",
        "title": {"text": "share of the effect left"},
    }
    time = time_axis(labels, len(next(iter(curves.values()))))
    return figure_dict(lines, mode, showlegend=True, hovermode="x", height=320, xaxis=time, yaxis=axis)


def common_limit(run: LayerTrace, names: Sequence[str]) -> float:
    """Return the limit that several signed values share: their largest size, 1e-6 at the least."""
    sizes = [np.abs(run.values[name][np.isfinite(run.values[name])]).max(initial=0.0) for name in names]
    return float(max([*sizes, 1e-6]))


def _line(name: str, hue: str, values: Array, axis: str, mode: int) -> FigureDict:
    return {
        "type": "scatter", "x0": 1, "dx": 1, "y": values, "name": name, "meta": name, "mode": "lines", "yaxis": axis,
        "line": {"color": HUES[hue][mode], "dash": DASHES[hue], "width": 2},
        "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>",
    }  # fmt: skip


def _saturation_points(run: LayerTrace, name: str, mode: int) -> FigureDict:
    closed, open_ = measures.saturation(run.values[name])
    hue = role(run.program, name)
    return {
        "type": "scatter", "x": closed.tolist(), "y": open_.tolist(), "name": name, "mode": "markers",
        "customdata": list(range(1, len(closed) + 1)),
        "marker": {"symbol": MARKS[hue], "size": 10, "color": HUES[hue][mode], "opacity": 0.75},
        "hovertemplate": f"{name}, unit %{{customdata}}: closed %{{x:.0%}}, open %{{y:.0%}} of the time<extra></extra>",
    }  # fmt: skip
