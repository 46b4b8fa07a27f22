"""Plotly figures of an embedding: the gradient of its rows."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.palette import diverging
from explainer.cells.primitives import Array
from explainer.figures.layout import FigureDict, escape_markup, figure_dict, round_up_limit

MOST_ROWS = 20  # of a heat map: more names would overlap


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
