"""The scores of the best units on both halves of a text, beside the line of chance."""

from collections.abc import Sequence

from explainer.cells.palette import BACKGROUND, FOREGROUND, GRID_LINE, HUES, MUTED
from explainer.figures.layout import FigureDict, figure_dict
from explainer.numerics.unit_scores import UnitScores
from explainer.tasks.unit_values import UnitValues

MOST_RANKED = 12
ROW, ABOVE, BELOW = 24, 34, 46  # pixels: of each unit, of the legend and of the axis


def unit_ranking(scores: UnitScores, read: UnitValues, mode: int = 0) -> FigureDict:
    """Return the best units, a row each: where each was chosen, and how it scored; `customdata` is a unit's label."""
    shown = [int(unit) for unit in scores.order[:MOST_RANKED]]
    labels = [read.labels[unit] for unit in shown]
    colours = [HUES[read.units[unit].role][mode] for unit in shown]
    first, second = [float(scores.first[unit]) for unit in shown], [float(scores.second[unit]) for unit in shown]
    data = [
        _joints(labels, first, second, mode),
        _points("first half: chosen here", labels, first, "circle-open", colours, mode),
        _points("second half: scored here", labels, second, "circle", colours, mode),
    ]
    low = min(0.5, *second) - 0.03
    return figure_dict(
        data, mode, height=ROW * (len(shown) + 1) + ABOVE + BELOW, showlegend=True, hovermode="closest",
        clickmode="event+select",
        shapes=[_line(0.5, GRID_LINE[mode], "solid"), _line(scores.chance, FOREGROUND[mode], "dash")],
        annotations=[_chance_label(scores.chance, mode)], margin={"l": 84, "r": 12, "t": ABOVE, "b": BELOW},
        xaxis={"range": [low, 1.02], "fixedrange": True, "title": {"text": "area under the ROC curve"}},
        yaxis={"range": [len(shown) + 0.5, -0.5], "fixedrange": True, "tickvals": list(range(len(shown))),
               "ticktext": labels},
    )  # fmt: skip


def _points(
    name: str, labels: Sequence[str], values: Sequence[float], symbol: str, colours: Sequence[str], mode: int
) -> FigureDict:
    whole = {"opacity": 1}  # a clicked point does not fade the others
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": list(values), "y": list(range(len(labels))),
        "customdata": list(labels), "selected": {"marker": whole}, "unselected": {"marker": whole},
        "marker": {"symbol": symbol, "size": 10, "color": list(colours), "line": {"width": 2, "color": list(colours)}},
        "hovertemplate": "%{customdata}: %{x:.3f}<extra>" + name + "</extra>",
    }  # fmt: skip


def _joints(labels: Sequence[str], first: Sequence[float], second: Sequence[float], mode: int) -> FigureDict:
    """Return a thin line between both scores of each unit."""
    x = [value for pair in zip(first, second, strict=True) for value in (*pair, None)]
    y = [value for k in range(len(labels)) for value in (k, k, None)]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": MUTED[mode], "width": 1},
            "hoverinfo": "skip", "showlegend": False}  # fmt: skip


def _line(x: float, colour: str, dash: str) -> FigureDict:
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", **ends, "line": {"color": colour, "width": 1.5, "dash": dash}, "layer": "below"}


def _chance_label(chance: float, mode: int) -> FigureDict:
    return {"x": chance, "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "showarrow": False,
            "text": f"chance {chance:.3f}", "font": {"size": 12, "color": FOREGROUND[mode]},
            "bgcolor": BACKGROUND[mode]}  # fmt: skip
