"""The cliff's figures: the surface with the walks on it, the same from above, the errors, the clipped gradients."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.cells.formula import number
from explainer.cells.palette import GROUND, HUES, INK, LINE, QUIET
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import Picture, template
from explainer.lessons import clipping
from explainer.lessons.clipping import LOWEST, PARTS, REGION, Walk

NAMES = {"none": "without clipping", "norm": "norm clipping", "value": "value clipping"}
ROLES = {"none": "memory", "norm": "keep", "value": "hidden"}  # whose hues the walks wear
ORDER = ("none", "value", "norm")  # what is drawn last lies on top
DASHES = {"none": "solid", "norm": "solid", "value": "dash"}
MARKS = {"none": "diamond", "norm": "circle", "value": "square"}


def relief(walks: Mapping[str, Walk], turn: float = 115, mode: int = 0) -> Picture:
    """Return the error surface in three dimensions with the walks on it, up to its edge, seen from `turn` degrees."""
    ground = clipping.surface()
    hill = {
        "type": "surface", "x": ground.w, "y": ground.b, "z": ground.error, "showscale": False,
        "colorscale": _stone(mode), "cmin": 0.0, "cmax": 0.5, "customdata": ground.steepness,
        "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        "contours": {"x": _grid("w", mode), "y": _grid("b", mode)},
        "hovertemplate": "w %{x:.2f}, b %{y:.2f}: error %{z:.4f}, gradient %{customdata:.3~g} long<extra></extra>",
    }  # fmt: skip
    lines = [line for name in ORDER for line in _climb(name, walks[name], mode)]
    axis = {"color": QUIET[mode], "gridcolor": LINE[mode], "zerolinecolor": LINE[mode], "showbackground": False,
            "tickfont": {"size": 11}, "nticks": 5, "showspikes": False}  # fmt: skip
    eye = {"x": 1.9 * np.cos(np.radians(turn)), "y": 1.9 * np.sin(np.radians(turn)), "z": 1.0}
    scene = {
        "xaxis": axis | {"title": {"text": "w"}, "range": [*REGION["w"]]},
        "yaxis": axis | {"title": {"text": "b"}, "range": [*REGION["b"]]},
        "zaxis": axis | {"title": {"text": "error"}, "range": [0.0, 0.5], "tickvals": [0.2, 0.4]},
        "camera": {"eye": eye, "center": {"x": 0.0, "y": 0.0, "z": -0.2}},
        "aspectratio": {"x": 1.2, "y": 1.2, "z": 0.7},
        "uirevision": turn,  # the view stays as a finger has turned it, where the picture is kept
    }  # fmt: skip
    return _picture([hill, *lines], mode, scene=scene, height=440, margin={"l": 0, "r": 0, "t": 8, "b": 0})


def plan(walks: Mapping[str, Walk], mode: int = 0) -> Picture:
    """Return the surface from above, the logarithm of the error as shades, with the walks up to its edge."""
    ground = clipping.surface()
    powers = [-4, -3, -2, -1, 0]
    shades = {
        "type": "heatmap", "x": ground.w, "y": ground.b, "z": np.log10(np.maximum(ground.error, LOWEST)),
        "colorscale": _stone(mode), "zmin": -4.0, "zmax": 0.0, "zsmooth": "best", "customdata": ground.error,
        "colorbar": {"thickness": 8, "outlinewidth": 0, "xpad": 4, "ticks": "", "tickvals": powers,
                     "ticktext": [number(10.0**power) for power in powers],
                     "title": {"text": "error", "side": "right", "font": {"size": 12, "color": QUIET[mode]}}},
        "hovertemplate": "w %{x:.2f}, b %{y:.2f}: error %{customdata:.4f}<extra></extra>",
    }  # fmt: skip
    lines = [
        _line(name, mode, clipping.drawn(walks[name]), 5)
        | {"hovertemplate": f"{NAMES[name]}, step %{{pointNumber}}: w %{{x:.3f}}, b %{{y:.3f}}<extra></extra>"}
        for name in ORDER
    ]
    start = next(iter(walks.values())).places[0]
    sign = {"x": start[0], "y": start[1], "text": "start", "showarrow": False, "yshift": 12,
            "xanchor": "left" if start[0] < np.mean(REGION["w"]) else "right",
            "font": {"color": INK[mode], "size": 12}}  # fmt: skip
    return _picture(
        [shades, *lines], mode, height=440, annotations=[sign],
        xaxis={"title": {"text": "w"}, "range": [*REGION["w"]], "nticks": 7},
        yaxis={"title": {"text": "b"}, "range": [*REGION["b"]], "nticks": 6},
    )  # fmt: skip


def falling(walks: Mapping[str, Walk], mode: int = 0) -> Picture:
    """Return the error after each step, a line for each walk, on a log axis."""
    lines = [
        _line(name, mode, np.stack([np.arange(len(walk.errors)), np.maximum(walk.errors, LOWEST)], axis=1), 5)
        | {"hovertemplate": f"{NAMES[name]}, step %{{x}}: error %{{y:.5f}}<extra></extra>"}
        for name, walk in walks.items()
    ]
    end = max(len(walk.errors) for walk in walks.values()) - 1
    powers = [10.0**power for power in range(-5, 1)]
    return _picture(
        lines, mode, height=320,
        xaxis={"title": {"text": "steps taken"}, "range": [-0.5, end + 0.5]},
        yaxis={"title": {"text": "error"}, "type": "log", "range": [-5.1, 0.0], "tickvals": powers,
               "ticktext": [number(power) for power in powers]},
    )  # fmt: skip


def arrows(gradient: Array, most: float, mode: int = 0) -> Picture:
    """Return one gradient (2,) and what both clippings make of it, with the circle and the square they keep to."""
    clipped = {name: clip(gradient, most) for name, clip in clipping.CLIPS.items()}
    reach = 1.6 * max(np.abs(clipped["norm"]).max(), np.abs(clipped["value"]).max(), 1e-12)
    long = np.abs(gradient).max()
    raw = gradient * min(1.0, reach / long) if long > 0 else gradient
    lines = [
        _line(name, mode, np.stack([np.zeros(2), end]), [0, 9])
        for name, end in (("none", raw), ("norm", clipped["norm"]), ("value", clipped["value"]))
    ]
    lines[0] |= {"name": "raw gradient", "mode": "lines"}
    limit = {"x0": -most, "x1": most, "y0": -most, "y1": most, "layer": "below"}
    shapes = [
        limit | {"type": kind, "line": {"color": HUES[ROLES[name]][mode], "width": 1, "dash": "dot"}}
        for kind, name in (("circle", "norm"), ("rect", "value"))
    ]
    axis = {"range": [-reach, reach], "zeroline": True, "zerolinecolor": LINE[mode], "nticks": 5}
    return _picture(
        lines, mode, height=320, shapes=shapes,
        xaxis=axis | {"title": {"text": "error per w"}, "constrain": "domain"},
        yaxis=axis | {"title": {"text": "error per b"}, "scaleanchor": "x", "constrain": "domain"},
    )  # fmt: skip


def _climb(name: str, walk: Walk, mode: int) -> list[Picture]:
    """Return a walk as a line that lies on the surface, and its places as marks."""
    places = clipping.drawn(walk)
    line, height = clipping.along(places)
    wire = {"color": HUES[ROLES[name]][mode], "width": 5}
    return [
        {"type": "scatter3d", "mode": "lines", "x": line[:, 0], "y": line[:, 1], "z": height, "line": wire,
         "name": NAMES[name], "hoverinfo": "skip", "legendgroup": name},
        {"type": "scatter3d", "mode": "markers", "x": places[:, 0], "y": places[:, 1], "z": height[::PARTS],
         "marker": {"size": 2.5, "color": wire["color"], "symbol": MARKS[name]}, "legendgroup": name,
         "showlegend": False, "name": NAMES[name],
         "hovertemplate": f"{NAMES[name]}, step %{{pointNumber}}: error %{{z:.5f}}<extra></extra>"},
    ]  # fmt: skip


def _line(name: str, mode: int, path: Array, size: Any) -> Picture:
    colour = HUES[ROLES[name]][mode]
    return {
        "type": "scatter", "x": path[:, 0], "y": path[:, 1], "name": NAMES[name], "mode": "lines+markers",
        "line": {"color": colour, "width": 2.5 if name == "norm" else 2, "dash": DASHES[name]},
        "marker": {"color": colour, "size": size, "symbol": MARKS[name], "opacity": 1.0},
    }  # fmt: skip


def _stone(mode: int) -> list[tuple[float, str]]:
    """Return the map of the ground: quiet, so that the walks stand out."""
    return [(0.0, GROUND[mode]), (1.0, QUIET[mode])]


def _grid(name: str, mode: int) -> Picture:
    """Return the lines on the surface along one of its directions."""
    start, end = REGION[name]
    return {"show": True, "start": start, "end": end, "size": 0.25, "color": LINE[mode], "width": 1}


def _picture(data: list[Picture], mode: int, **layout: Any) -> Picture:
    return {"data": data, "layout": {"template": template(mode), "showlegend": True, "uirevision": "cliff", **layout}}
