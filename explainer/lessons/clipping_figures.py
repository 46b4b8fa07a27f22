"""Figures of gradient clipping: the error surface with the paths, the errors over steps, and clipped gradients."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.cells.formula import number
from explainer.cells.palette import BACKGROUND, FOREGROUND, GRID_LINE, HUES, MUTED
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, figure_dict
from explainer.lessons import clipping
from explainer.lessons.clipping import LOWEST_ERROR, REGION, SEGMENTS, DescentPath

NAMES = {"none": "without clipping", "norm": "norm clipping", "value": "value clipping"}
ROLES = {"none": "memory", "norm": "keep", "value": "hidden"}  # the roles whose hues the paths have
ORDER = ("none", "value", "norm")  # of drawing: the last path is on top
DASHES = {"none": "solid", "norm": "solid", "value": "dash"}
MARKS = {"none": "diamond", "norm": "circle", "value": "square"}


def surface_3d(paths: Mapping[str, DescentPath], turn: float = 115, mode: int = 0) -> FigureDict:
    """Return the error surface in three dimensions with the paths up to its edge, rotated by `turn` degrees."""
    surface = clipping.error_surface()
    relief = {
        "type": "surface", "x": surface.w, "y": surface.b, "z": surface.error, "showscale": False,
        "colorscale": _surface_colours(mode), "cmin": 0.0, "cmax": 0.5, "customdata": surface.gradient_norms,
        "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        "contours": {"x": _contour_lines("w", mode), "y": _contour_lines("b", mode)},
        "hovertemplate": "w %{x:.2f}, b %{y:.2f}: error %{z:.4f}, gradient norm %{customdata:.3~g}<extra></extra>",
    }  # fmt: skip
    lines = [line for name in ORDER for line in _path_3d(name, paths[name], mode)]
    axis = {"color": MUTED[mode], "gridcolor": GRID_LINE[mode], "zerolinecolor": GRID_LINE[mode],
            "showbackground": False,
            "tickfont": {"size": 11}, "nticks": 5, "showspikes": False}  # fmt: skip
    eye = {"x": 1.9 * np.cos(np.radians(turn)), "y": 1.9 * np.sin(np.radians(turn)), "z": 1.0}
    scene = {
        "xaxis": axis | {"title": {"text": "w"}, "range": [*REGION["w"]]},
        "yaxis": axis | {"title": {"text": "b"}, "range": [*REGION["b"]]},
        "zaxis": axis | {"title": {"text": "error"}, "range": [0.0, 0.5], "tickvals": [0.2, 0.4]},
        "camera": {"eye": eye, "center": {"x": 0.0, "y": 0.0, "z": -0.2}},
        "aspectratio": {"x": 1.2, "y": 1.2, "z": 0.7},
        "uirevision": turn,  # keeps a rotation by mouse or finger while `turn` is the same
    }  # fmt: skip
    return _figure([relief, *lines], mode, scene=scene, height=440, margin={"l": 0, "r": 0, "t": 8, "b": 0})


def surface_heatmap(paths: Mapping[str, DescentPath], mode: int = 0) -> FigureDict:
    """Return the surface from above as a heat map of log10(error), with the paths up to its edge."""
    surface = clipping.error_surface()
    powers = [-4, -3, -2, -1, 0]
    shades = {
        "type": "heatmap", "x": surface.w, "y": surface.b, "z": np.log10(np.maximum(surface.error, LOWEST_ERROR)),
        "colorscale": _surface_colours(mode), "zmin": -4.0, "zmax": 0.0, "zsmooth": "best", "customdata": surface.error,
        "colorbar": {"thickness": 8, "outlinewidth": 0, "xpad": 4, "ticks": "", "tickvals": powers,
                     "ticktext": [number(10.0**power) for power in powers],
                     "title": {"text": "error", "side": "right", "font": {"size": 12, "color": MUTED[mode]}}},
        "hovertemplate": "w %{x:.2f}, b %{y:.2f}: error %{customdata:.4f}<extra></extra>",
    }  # fmt: skip
    lines = [
        _line(name, mode, clipping.visible_points(paths[name]), 5)
        | {"hovertemplate": f"{NAMES[name]}, step %{{pointNumber}}: w %{{x:.3f}}, b %{{y:.3f}}<extra></extra>"}
        for name in ORDER
    ]
    start = next(iter(paths.values())).points[0]
    start_label = {"x": start[0], "y": start[1], "text": "start", "showarrow": False, "yshift": 12,
            "xanchor": "left" if start[0] < np.mean(REGION["w"]) else "right",
            "font": {"color": FOREGROUND[mode], "size": 12}}  # fmt: skip
    return _figure(
        [shades, *lines], mode, height=440, annotations=[start_label],
        xaxis={"title": {"text": "w"}, "range": [*REGION["w"]], "nticks": 7},
        yaxis={"title": {"text": "b"}, "range": [*REGION["b"]], "nticks": 6},
    )  # fmt: skip


def error_curves(paths: Mapping[str, DescentPath], mode: int = 0) -> FigureDict:
    """Return the error after each step, a line for each path, on a log axis."""
    lines = [
        _line(name, mode, np.stack([np.arange(len(path.errors)), np.maximum(path.errors, LOWEST_ERROR)], axis=1), 5)
        | {"hovertemplate": f"{NAMES[name]}, step %{{x}}: error %{{y:.5f}}<extra></extra>"}
        for name, path in paths.items()
    ]
    end = max(len(path.errors) for path in paths.values()) - 1
    powers = [10.0**power for power in range(-5, 1)]
    return _figure(
        lines, mode, height=320,
        xaxis={"title": {"text": "step"}, "range": [-0.5, end + 0.5]},
        yaxis={"title": {"text": "error"}, "type": "log", "range": [-5.1, 0.0], "tickvals": powers,
               "ticktext": [number(power) for power in powers]},
    )  # fmt: skip


def clipped_gradients(gradient: Array, threshold: float, mode: int = 0) -> FigureDict:
    """Return one gradient (2,) before and after both kinds of clipping, with circle and square of the threshold."""
    clipped = {name: clip(gradient, threshold) for name, clip in clipping.CLIPS.items()}
    axis_limit = 1.6 * max(np.abs(clipped["norm"]).max(), np.abs(clipped["value"]).max(), 1e-12)
    largest = np.abs(gradient).max()
    raw = gradient * min(1.0, axis_limit / largest) if largest > 0 else gradient
    lines = [
        _line(name, mode, np.stack([np.zeros(2), end]), [0, 9])
        for name, end in (("none", raw), ("norm", clipped["norm"]), ("value", clipped["value"]))
    ]
    lines[0] |= {"name": "raw gradient", "mode": "lines"}
    box = {"x0": -threshold, "x1": threshold, "y0": -threshold, "y1": threshold, "layer": "below"}
    shapes = [
        box | {"type": kind, "line": {"color": HUES[ROLES[name]][mode], "width": 1, "dash": "dot"}}
        for kind, name in (("circle", "norm"), ("rect", "value"))
    ]
    axis = {"range": [-axis_limit, axis_limit], "zeroline": True, "zerolinecolor": GRID_LINE[mode], "nticks": 5}
    return _figure(
        lines, mode, height=320, shapes=shapes,
        xaxis=axis | {"title": {"text": "dE/dw"}, "constrain": "domain"},
        yaxis=axis | {"title": {"text": "dE/db"}, "scaleanchor": "x", "constrain": "domain"},
    )  # fmt: skip


def _path_3d(name: str, path: DescentPath, mode: int) -> list[FigureDict]:
    """Return a path as a line on the surface, and its points as marks."""
    points = clipping.visible_points(path)
    line, height = clipping.points_on_surface(points)
    style = {"color": HUES[ROLES[name]][mode], "width": 5}
    return [
        {"type": "scatter3d", "mode": "lines", "x": line[:, 0], "y": line[:, 1], "z": height, "line": style,
         "name": NAMES[name], "hoverinfo": "skip", "legendgroup": name},
        {"type": "scatter3d", "mode": "markers", "x": points[:, 0], "y": points[:, 1], "z": height[::SEGMENTS],
         "marker": {"size": 2.5, "color": style["color"], "symbol": MARKS[name]}, "legendgroup": name,
         "showlegend": False, "name": NAMES[name],
         "hovertemplate": f"{NAMES[name]}, step %{{pointNumber}}: error %{{z:.5f}}<extra></extra>"},
    ]  # fmt: skip


def _line(name: str, mode: int, path: Array, size: Any) -> FigureDict:
    colour = HUES[ROLES[name]][mode]
    return {
        "type": "scatter", "x": path[:, 0], "y": path[:, 1], "name": NAMES[name], "mode": "lines+markers",
        "line": {"color": colour, "width": 2.5 if name == "norm" else 2, "dash": DASHES[name]},
        "marker": {"color": colour, "size": size, "symbol": MARKS[name], "opacity": 1.0},
    }  # fmt: skip


def _surface_colours(mode: int) -> list[tuple[float, str]]:
    """Return the colour map of the surface: grey, so that the paths stand out."""
    return [(0.0, BACKGROUND[mode]), (1.0, MUTED[mode])]


def _contour_lines(name: str, mode: int) -> FigureDict:
    """Return the grid lines on the surface along one of its directions."""
    start, end = REGION[name]
    return {"show": True, "start": start, "end": end, "size": 0.25, "color": GRID_LINE[mode], "width": 1}


def _figure(data: list[FigureDict], mode: int, **layout: Any) -> FigureDict:
    return figure_dict(data, mode, showlegend=True, uirevision="clipping", **layout)
