"""Plotly figures of an embedding: the gradient of its rows, the rows as points of a plane, and their neighbours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.palette import FOREGROUND, GRID_LINE, HUES, diverging
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, escape_markup, figure_dict, round_up_limit

MOST_ROWS = 20  # of a heat map: more names would overlap
FONT, PLANE_WIDTH, PLANE_HEIGHT = 13, 220, 340  # pixels: of the names in a plane, and of the plane on a phone


def embedding_gradient(rows: Array, names: Sequence[str], mode: int = 0) -> FigureDict:
    """Return the gradient of some rows of E as a heat map, (rows, e), the first row at the top."""
    shown, count = rows[:MOST_ROWS], min(len(rows), MOST_ROWS)
    shown = np.where(np.isfinite(shown), shown, 0.0)
    limit = round_up_limit(max(1e-30, float(np.abs(shown).max())))
    trace = {
        "type": "heatmap", "z": shown.tolist(), "x0": 1, "dx": 1, "y0": 1, "dy": 1, "colorscale": diverging(mode),
        "zmin": -limit, "zmax": limit, "showscale": False, "xgap": 1, "ygap": 1, "name": "",
        "hovertemplate": "row %{y:.0f}, number %{x:.0f}: %{z:.3~g}<extra></extra>",
    }  # fmt: skip
    across = {"range": [0.5, rows.shape[1] + 0.5], "title": {"text": "number of the embedding"}}
    down = {"range": [count + 0.5, 0.5], "tickvals": list(range(1, count + 1)),
            "ticktext": [escape_markup(name) for name in names[:count]]}  # fmt: skip
    figure = figure_dict([trace], mode, xaxis=across, yaxis=down)
    figure["layout"]["template"]["layout"]["margin"] = {"l": 84, "r": 8, "t": 8, "b": 40}
    return figure


def embedding_plane(points: Array, names: Sequence[str], mode: int = 0) -> FigureDict:
    """Return tokens at their points (V, 2) of a plane, as their own names where these fit, else as dots."""
    shown = named_points(points, names)
    words, dots = (
        _tokens(kind, points[part], [name for name, one in zip(names, part, strict=True) if one])
        for kind, part in (("text", shown), ("markers", ~shown))
    )
    low, high = points[:, 0].min(), points[:, 0].max()
    pad = 0.15 * (high - low) or 1.0  # for the names at the edge
    words |= {"textfont": {"size": FONT, "color": FOREGROUND[mode]}}
    dots |= {"marker": {"size": 6, "color": HUES["input"][mode], "opacity": 0.6}}
    zero = {"zeroline": True, "zerolinecolor": GRID_LINE[mode]}
    return figure_dict(
        [dots, words], mode, height=PLANE_HEIGHT + 60, showlegend=False,
        xaxis=zero | {"title": {"text": "first principal component"}, "range": [low - pad, high + pad]},
        yaxis=zero | {"title": {"text": "second"}, "scaleanchor": "x"},
    )  # fmt: skip


def named_points(points: Array, names: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of each point (V, 2) whether its name is shown: the outer ones first, none that would touch another.

    The figure is taken to be as narrow as on a phone; on a wider screen there is more space between them.
    """
    span = np.maximum(np.ptp(points, axis=0), 1e-12)
    centres = points * min(PLANE_WIDTH / span[0], PLANE_HEIGHT / span[1])  # in pixels
    widths = np.array([0.62 * FONT * (len(name) + 1) for name in names])
    shown = np.zeros(len(points), dtype=bool)
    for k in np.argsort(-np.hypot(*(points - points.mean(axis=0)).T), kind="stable"):
        across, down = np.abs(centres[shown] - centres[k]).T
        shown[k] = not np.any((across < (widths[shown] + widths[k]) / 2) & (down < 1.2 * FONT))
    return shown


def _tokens(kind: str, points: Array, names: Sequence[str]) -> FigureDict:
    return {
        "type": "scatter", "mode": kind, "x": points[:, 0].tolist(), "y": points[:, 1].tolist(), "name": "",
        "text": [escape_markup(name) for name in names], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def neighbour_rows(names: Sequence[str], nearest: NDArray[np.int64], distances: Array) -> list[dict[str, Any]]:
    """Return a table's rows: each token, its nearest tokens (V, count) in order, and how far the first is."""
    ranks = ("nearest", "second", "third")
    return [
        {"token": name, **{rank: names[k] for rank, k in zip(ranks, found, strict=False)}, "distance": float(away[0])}
        for name, found, away in zip(names, nearest.tolist(), distances, strict=True)
    ]
