"""The figures: plotly pictures of a trace, in the house's template, for the page, notebooks and export.

Each is plotly's own JSON as a dictionary: `plotly.graph_objects.Figure(picture)` checks and shows it
anywhere. The page sends it as it is, because building and checking ten Figures takes 200 ms and the
dictionaries 2. A plotly trace whose `meta` names a value holds that value's numbers: the board fills in
the numbers it already has, and follows the cursor's unit.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import DASHES, GROUND, HUES, INK, LINE, MARKS, QUIET, Ramp, ramp, signed
from explainer.cells.primitives import Array
from explainer.inputs.sequence import SHOWN
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace

Picture = dict[str, Any]
MOST_TICKS = 28  # beyond this the steps are numbered, not spelled
SHORTEST = 0.05  # steps: where the log axis of half-lives begins


def template(mode: int = 0) -> Picture:
    """Return the house's plotly template: quiet axes, no boxes, room for small labels."""
    axis = {"showgrid": False, "zeroline": False, "linecolor": LINE[mode], "tickcolor": LINE[mode],
            "tickfont": {"color": QUIET[mode], "size": 11},
            "title": {"font": {"color": QUIET[mode], "size": 12}, "standoff": 6}}  # fmt: skip
    return {"layout": {
        "paper_bgcolor": GROUND[mode], "plot_bgcolor": GROUND[mode],
        "font": {"color": INK[mode], "size": 12, "family": "Source Sans, sans-serif"},
        "xaxis": axis, "yaxis": axis, "margin": {"l": 44, "r": 8, "t": 8, "b": 40}, "dragmode": False,
        "hoverlabel": {"bgcolor": GROUND[mode], "bordercolor": LINE[mode], "font": {"color": INK[mode]}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
    }}  # fmt: skip


def gate_map(run: LayerTrace, name: str, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return a gate's activations as a heat map, units by time, 0 to 1 in its role's hue."""
    return heat(run.values[name], name, ramp(role(run.program, name), mode), (0.0, 1.0), labels, mode)


def state_map(run: LayerTrace, name: str, limit: float, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return signed values as a heat map, units by time, centred on 0 between −limit and limit."""
    return heat(run.values[name], name, signed(mode), (-limit, limit), labels, mode)


def heat(
    values: Array, name: str, colours: Ramp, limits: tuple[float, float], labels: Sequence[str] = (), mode: int = 0
) -> Picture:
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
    return picture([trace], mode, xaxis=time_axis(labels, steps), yaxis=_units(units, reverse=True))


def unit_lines(run: LayerTrace, unit: int, labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return one unit (counted from 0) through everything: gates above, signed values below."""
    gates = measures.gates(run)
    data = [
        _line(line.name, line.role, run.values[line.name][:, unit], "y2" if line.name in gates else "y", mode)
        for line in run.program.cell.equations
        if line.role != "sum"
    ]
    time = time_axis(labels, len(run.values["x"])) | {"anchor": "y"}
    reach = 1.05 * nice(
        common_limit(
            run, [line.name for line in run.program.cell.equations if line.name not in gates and line.role != "sum"]
        )
    )
    signs = {"title": {"text": "signed values"}, "range": [-reach, reach], "zeroline": True,
             "zerolinecolor": LINE[mode], "domain": [0.0, 0.46 if gates else 1.0]}  # fmt: skip
    opening = {"title": {"text": "gates"}, "domain": [0.54, 1.0], "range": [-0.03, 1.03], "tickvals": [0, 0.5, 1]}
    axes = {"xaxis": time, "yaxis": signs} | ({"yaxis2": opening} if gates else {})
    return picture(data, mode, showlegend=True, hovermode="x", **axes)


def saturation(run: LayerTrace, mode: int = 0) -> Picture:
    """Return each gate's units by their share of time closed and open (Karpathy et al. 2015, figure 3)."""
    border = {"type": "scatter", "x": [0, 1], "y": [1, 0], "mode": "lines", "line": {"color": LINE[mode], "width": 1},
              "hoverinfo": "skip", "showlegend": False}  # fmt: skip
    clouds = [_cloud(run, name, mode) for name in measures.gates(run)]
    most = nice(max(0.1, *(max(cloud["x"] + cloud["y"]) for cloud in clouds)))
    share = {"range": [-0.05 * most, 1.05 * most], "tickformat": ".0%", "nticks": 4}
    return picture(
        [border, *clouds], mode, showlegend=True,
        xaxis=share | {"title": {"text": "share of time closed (below 0.1)"}},
        yaxis=share | {"title": {"text": "open (above 0.9)"}},
    )  # fmt: skip


def half_lives(run: LayerTrace, mode: int = 0) -> Picture | None:
    """Return each unit's memory half-life in steps as bars on a log axis; None where nothing is kept.

    What lasts longer than ten runs, or for ever, ends at ten runs and says so.
    """
    keep = measures.keep_per_step(run)
    if keep is None:
        return None
    top = 10.0 * len(run.values["x"])
    lives = measures.half_life(keep)
    shown = np.clip(lives, SHORTEST, top)
    bars = {
        "type": "bar", "x": list(range(1, len(lives) + 1)), "y": shown.tolist(),
        "marker": {"color": HUES["memory"][mode]},
        "hovertext": [f"unit {k + 1}: half is gone after {spell(life, top)} steps" for k, life in enumerate(lives)],
        "hoverinfo": "text",
    }  # fmt: skip
    ends = [float(np.log10(SHORTEST)), float(np.ceil(np.log10(max(2.0, shown.max()))))]
    axis = {"type": "log", "range": ends, "title": {"text": "steps"}, "tickvals": [0.1, 1, 10, 100, 1000]}
    return picture([bars], mode, xaxis=_units(len(lives)), yaxis=axis, bargap=0.3)


def fading(curves: Mapping[str, Array], labels: Sequence[str] = (), mode: int = 0) -> Picture:
    """Return what is left of the first step over time, a line for each cell, on a log axis down to a millionth."""
    worn = [
        (HUES[hue][mode], DASHES[dash]) for hue, dash in (("memory", "keep"), ("hidden", "hidden"), ("keep", "read"))
    ]
    lines = [
        {
            "type": "scatter", "x0": 1, "dx": 1, "y": np.maximum(curve, 1e-7).tolist(), "name": name, "mode": "lines",
            "line": {"color": colour, "dash": dash, "width": 2},
            "hovertemplate": f"{name}: %{{y:.2%}}<extra></extra>",
        }
        for (name, curve), (colour, dash) in zip(curves.items(), worn, strict=False)
    ]  # fmt: skip
    top = float(np.log10(2 * max(float(curve.max()) for curve in curves.values())))
    axis = {
        "type": "log",
        "range": [-6, max(0.3, top)],
        "tickformat": ".0e",
        "title": {"text": "left of the first step"},
    }
    time = time_axis(labels, len(next(iter(curves.values()))))
    return picture(lines, mode, showlegend=True, hovermode="x", height=320, xaxis=time, yaxis=axis)


def spell(life: float, top: float = np.inf) -> str:
    """Write a half-life: 3.4, 27, more than 500, ∞."""
    if life > top:
        return "∞" if np.isinf(life) else f">{top:.0f}"
    return f"{life:.1f}" if life < 10 else f"{life:.0f}"


def common_limit(run: LayerTrace, names: Sequence[str]) -> float:
    """Return the limit that several signed values share: their largest size, 1e-6 at the least."""
    sizes = [np.abs(run.values[name][np.isfinite(run.values[name])]).max(initial=0.0) for name in names]
    return float(max([*sizes, 1e-6]))


def nice(limit: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 4, 6, 8, 10 …: axes that stay the same while numbers change a little."""
    power = 10.0 ** np.floor(np.log10(limit))
    return float(
        power * next(step for step in (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0) if limit <= step * power * (1 + 1e-9))
    )


def plain(text: str) -> str:
    """Keep plotly from reading a visitor's text as mark-up, and make a space visible."""
    return SHOWN.get(text, text.replace("&", "&amp;").replace("<", "&lt;"))


def picture(data: list[Picture], mode: int, **layout: Any) -> Picture:
    """Return traces in the house's template."""
    return {"data": data, "layout": {"template": template(mode), **layout}}


def _line(name: str, hue: str, values: Array, axis: str, mode: int) -> Picture:
    return {
        "type": "scatter", "x0": 1, "dx": 1, "y": values, "name": name, "meta": name, "mode": "lines", "yaxis": axis,
        "line": {"color": HUES[hue][mode], "dash": DASHES[hue], "width": 2},
        "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>",
    }  # fmt: skip


def _cloud(run: LayerTrace, name: str, mode: int) -> Picture:
    closed, opened = measures.saturation(run.values[name])
    hue = role(run.program, name)
    return {
        "type": "scatter", "x": closed.tolist(), "y": opened.tolist(), "name": name, "mode": "markers",
        "customdata": list(range(1, len(closed) + 1)),
        "marker": {"symbol": MARKS[hue], "size": 10, "color": HUES[hue][mode], "opacity": 0.75},
        "hovertemplate": f"{name}, unit %{{customdata}}: closed %{{x:.0%}}, open %{{y:.0%}} of the time<extra></extra>",
    }  # fmt: skip


def time_axis(labels: Sequence[str], steps: int) -> dict[str, Any]:
    """Return the axis of time: steps from 1, spelled by what was read where there is room."""
    axis: dict[str, Any] = {"range": [0.5, steps + 0.5], "title": {"text": "step"}}
    if labels and steps <= MOST_TICKS and max(map(len, labels)) <= 3:
        axis |= {"tickvals": list(range(1, steps + 1)), "ticktext": [plain(label) for label in labels], "tickangle": 0}
    return axis


def _units(units: int, reverse: bool = False) -> dict[str, Any]:
    ends = [units + 0.5, 0.5] if reverse else [0.5, units + 0.5]
    every = 1 if units <= 10 else 4 if units <= 32 else 8 * -(-units // 128)
    return {
        "range": ends,
        "title": {"text": "unit"},
        "tickvals": [1, *range(every, units + 1, every)] if every > 1 else list(range(1, units + 1)),
    }
