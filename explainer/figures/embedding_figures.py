"""Plotly figures of an embedding: the gradient of its rows, the rows as points of a plane, and their neighbours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.palette import FOREGROUND, GRID_LINE, HUES, diverging
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, escape_markup, figure_dict, round_up_limit

MOST_ROWS = 20  # of a heat map: more names would overlap
MOST_NAMES = 120  # of a plane; further points have no name


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
    """Return tokens at their points (V, 2) of a plane, each as its own name."""
    shown = [escape_markup(name) for name in names]
    named = {
        "type": "scatter", "mode": "text", "x": points[:MOST_NAMES, 0].tolist(), "y": points[:MOST_NAMES, 1].tolist(),
        "text": shown[:MOST_NAMES], "hovertemplate": "%{text}<extra></extra>", "name": "",
        "textfont": {"size": 13, "color": FOREGROUND[mode]},
    }  # fmt: skip
    others = {
        "type": "scatter", "mode": "markers", "x": points[MOST_NAMES:, 0].tolist(),
        "y": points[MOST_NAMES:, 1].tolist(), "text": shown[MOST_NAMES:], "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 5, "color": HUES["input"][mode], "opacity": 0.5}, "name": "",
    }  # fmt: skip
    zero = {"zeroline": True, "zerolinecolor": GRID_LINE[mode]}
    return figure_dict(
        [named, others] if len(names) > MOST_NAMES else [named], mode, height=420, showlegend=False,
        xaxis=zero | {"title": {"text": "first principal component"}},
        yaxis=zero | {"title": {"text": "second"}, "scaleanchor": "x"},
    )  # fmt: skip


def neighbour_rows(names: Sequence[str], nearest: NDArray[np.int64], distances: Array) -> list[dict[str, Any]]:
    """Return a table's rows: each token, its nearest tokens (V, count) in order, and how far the first is."""
    ranks = ("nearest", "second", "third")
    return [
        {"token": name, **{rank: names[k] for rank, k in zip(ranks, found, strict=False)}, "distance": float(away[0])}
        for name, found, away in zip(names, nearest.tolist(), distances, strict=True)
    ]
