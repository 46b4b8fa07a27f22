"""What every plotly figure shares: the template, axes and limits, and figures as plain dictionaries.

A figure is plotly's own JSON as a dictionary: `plotly.graph_objects.Figure(figure)` checks and shows it anywhere. Pages
send the dictionary as it is, because building and checking ten Figures takes 200 ms and the dictionaries 2. A plotly
trace whose `meta` names a value holds that value's numbers: the browser fills in numbers that it already has, and
follows the unit of the cursor.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from explainer.cells.palette import BACKGROUND, FOREGROUND, GRID_LINE, MUTED
from explainer.inputs.sequence import VISIBLE

FigureDict = dict[str, Any]
MOST_TICKS = 28  # with more steps than this, ticks are step numbers instead of the inputs
CELL_STYLES = (("memory", "keep"), ("hidden", "hidden"), ("keep", "read"))  # hue and dash of each compared cell


def template(mode: int = 0) -> FigureDict:
    """Return the plotly template of all figures: thin axes, no boxes, small labels."""
    axis = {"showgrid": False, "zeroline": False, "linecolor": GRID_LINE[mode], "tickcolor": GRID_LINE[mode],
            "tickfont": {"color": MUTED[mode], "size": 11},
            "title": {"font": {"color": MUTED[mode], "size": 12}, "standoff": 6}}  # fmt: skip
    return {"layout": {
        "paper_bgcolor": BACKGROUND[mode], "plot_bgcolor": BACKGROUND[mode],
        "font": {"color": FOREGROUND[mode], "size": 12, "family": "Source Sans, sans-serif"},
        "xaxis": axis, "yaxis": axis, "margin": {"l": 44, "r": 8, "t": 8, "b": 40}, "dragmode": False,
        "hoverlabel": {"bgcolor": BACKGROUND[mode], "bordercolor": GRID_LINE[mode],
                       "font": {"color": FOREGROUND[mode]}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
    }}  # fmt: skip


def figure_dict(data: list[FigureDict], mode: int, **layout: Any) -> FigureDict:
    """Return plotly traces with the template and this layout."""
    return {"data": data, "layout": {"template": template(mode), **layout}}


def time_axis(labels: Sequence[str], steps: int) -> dict[str, Any]:
    """Return the time axis: steps from 1, with the inputs as tick labels where they fit."""
    axis: dict[str, Any] = {"range": [0.5, steps + 0.5], "title": {"text": "step"}}
    if labels and steps <= MOST_TICKS and max(map(len, labels)) <= 3:
        texts = [escape_markup(label) for label in labels]
        axis |= {"tickvals": list(range(1, steps + 1)), "ticktext": texts, "tickangle": 0}
    return axis


def unit_axis(units: int, reverse: bool = False) -> dict[str, Any]:
    """Return the axis of units from 1; `reverse` puts unit 1 at the top."""
    ends = [units + 0.5, 0.5] if reverse else [0.5, units + 0.5]
    every = 1 if units <= 10 else 4 if units <= 32 else 8 * -(-units // 128)
    return {
        "range": ends,
        "title": {"text": "unit"},
        "tickvals": [1, *range(every, units + 1, every)] if every > 1 else list(range(1, units + 1)),
    }


def subplot_domain(index: int, count: int, gap: float) -> tuple[float, float]:
    """Return where one of `count` equal subplots begins and ends between 0 and 1, with gaps between them."""
    size = (1.0 - gap * (count - 1)) / count
    return index * (size + gap), min(1.0, index * (size + gap) + size)


def round_up_limit(limit: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 4, 6, 8, 10 …, so that an axis stays the same while numbers change a little."""
    power = 10.0 ** np.floor(np.log10(limit))
    return float(
        power * next(step for step in (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0) if limit <= step * power * (1 + 1e-9))
    )


def escape_markup(text: str) -> str:
    """Escape a visitor's text for plotly, which reads mark-up, and make a space visible."""
    return VISIBLE.get(text, text.replace("&", "&amp;").replace("<", "&lt;"))
