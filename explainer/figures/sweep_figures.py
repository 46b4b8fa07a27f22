"""The figures of a sweep: who solves the task over the varied value, every seed as a point, and learning curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explainer.cells.palette import FOREGROUND, GRID_LINE, HUES, MUTED
from explainer.figures.layout import FigureDict, escape_markup, figure_dict
from explainer.figures.run_figures import LINE_STYLES, LOWEST
from explainer.runs.seed_result import SeedResult
from explainer.runs.sweep_lines import SweepPoints
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import Problem

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
SPREAD = 0.64  # of the space between two values, over which the lines stand side by side
SHARE_AXIS, METRIC_AXIS = (0.6, 1.0), (0.0, 0.5)


@dataclass(frozen=True)
class _Style:
    """The colour, dash and symbol of a line, and where it stands beside the others."""

    colour: str
    dash: str
    symbol: str
    offset: float
    width: float


def success(points: SweepPoints, title: str, mode: int = 0) -> FigureDict:
    """Return two panels over the varied value: the share of seeds that solved the task, and each seed's metric.

    A share has its 95 % interval (Wilson 1927). The lines stand side by side, so that no point hides another.
    """
    data: list[FigureDict] = []
    for index, (label, row) in enumerate(points.lines.items()):
        style = _style(index, len(points.lines), mode)
        data += [_shares(label, row, style), _seeds(label, row, style)]
    problem = points.problem
    metric, places = METRICS[problem.metric], list(range(len(points.values)))
    ticks = {"tickvals": places, "ticktext": [escape_markup(str(one)) for one in points.values],
             "range": [-0.5, len(places) - 0.5], "zeroline": False}  # fmt: skip
    grid = {"showgrid": True, "gridcolor": GRID_LINE[mode], "zeroline": False}
    share = {"title": {"text": "seeds that solved it"}, "tickformat": ".0%", "range": [-0.06, 1.06], **grid}
    numbers = {"tickformat": ".0%", "range": [-0.03, 1.06]} if "%" in metric.template else {"rangemode": "tozero"}
    return figure_dict(
        data, mode, height=520, showlegend=True,
        xaxis={**ticks, "anchor": "y", "showticklabels": False},
        xaxis2={**ticks, "anchor": "y2", "title": {"text": title}},
        yaxis={**share, "domain": SHARE_AXIS}, yaxis2={**numbers, **grid, "domain": METRIC_AXIS,
                                                       "title": {"text": f"{metric.title} of each seed"}},
        shapes=_levels(problem, len(places), mode), annotations=_names(problem, len(places), mode),
    )  # fmt: skip


def learning_curves(points: SweepPoints, place: int, mode: int = 0) -> FigureDict:
    """Return the loss of every seed over the updates at one of the values, on a log axis."""
    data: list[FigureDict] = []
    for index, (label, row) in enumerate(points.lines.items()):
        style = _style(index, len(points.lines), mode)
        data += [_curve(label, one, style, first=k == 0) for k, one in enumerate(row[place])]
    axis = {"type": "log", "title": {"text": "loss"}, "exponentformat": "power", "dtick": 1}
    updates = {"title": {"text": "updates"}, "rangemode": "tozero"}
    return figure_dict(data, mode, showlegend=True, height=340, xaxis=updates, yaxis=axis)


def _style(index: int, lines: int, mode: int) -> _Style:
    hue, dash = LINE_STYLES[index % len(LINE_STYLES)]
    width = SPREAD / lines
    return _Style(HUES[hue][mode], dash, SYMBOLS[index % len(SYMBOLS)], (index - (lines - 1) / 2) * width, width)


def _shares(label: str, row: Sequence[Sequence[SeedResult]], style: _Style) -> FigureDict:
    known = [(place, SweepPoints.share(seeds)) for place, seeds in enumerate(row) if seeds]
    return {
        "type": "scatter", "mode": "lines+markers", "name": escape_markup(label), "legendgroup": label,
        "x": [place + style.offset for place, _ in known], "y": [share.value for _, share in known],
        "error_y": {"type": "data", "symmetric": False, "array": [share.high - share.value for _, share in known],
                    "arrayminus": [share.value - share.low for _, share in known], "thickness": 1, "width": 3,
                    "color": style.colour},
        "line": {"color": style.colour, "dash": style.dash, "width": 2},
        "marker": {"symbol": style.symbol, "size": 9}, "customdata": [[one.count, one.trials] for _, one in known],
        "hovertemplate": f"{escape_markup(label)}: %{{customdata[0]}} of %{{customdata[1]}} seeds<extra></extra>",
    }  # fmt: skip


def _seeds(label: str, row: Sequence[Sequence[SeedResult]], style: _Style) -> FigureDict:
    found = [(place, k, len(seeds), one) for place, seeds in enumerate(row) for k, one in enumerate(seeds)]
    known = [(place + style.offset + _beside(k, count, style.width), one) for place, k, count, one in found
             if one.metric is not None]  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "name": escape_markup(label), "legendgroup": label, "showlegend": False,
        "x": [x for x, _ in known], "y": [one.metric for _, one in known], "xaxis": "x2", "yaxis": "y2",
        "marker": {"symbol": style.symbol, "size": 7, "color": style.colour, "opacity": 0.75},
        "customdata": [[one.seed, one.step] for _, one in known],
        "hovertemplate": f"{escape_markup(label)}, seed %{{customdata[0]}}: %{{y:.4g}} after %{{customdata[1]:,}} "
        "updates<extra></extra>",
    }  # fmt: skip


def _beside(index: int, count: int, width: float) -> float:
    """Return how far a seed stands from the middle of its line, so that equal ones can be counted."""
    return (index - (count - 1) / 2) * width * 0.7 / max(count, 1)


def _curve(label: str, result: SeedResult, style: _Style, first: bool) -> FigureDict:
    return {
        "type": "scatter", "mode": "lines", "name": escape_markup(label), "legendgroup": label, "showlegend": first,
        "x": [step for step, _ in result.losses], "y": [max(loss, LOWEST) for _, loss in result.losses],
        "line": {"color": style.colour, "dash": style.dash, "width": 1.5}, "opacity": 0.8,
        "hovertemplate": f"{escape_markup(label)}, seed {result.seed}: %{{y:.3g}}<extra></extra>",
    }  # fmt: skip


def _levels(problem: Problem, places: int, mode: int) -> list[dict[str, Any]]:
    """Return the lines at which the task counts as solved, and of the best simple answer."""
    across = {"type": "line", "xref": "x2", "yref": "y2", "x0": -0.5, "x1": places - 0.5, "layer": "below"}
    return [
        {**across, "y0": level, "y1": level, "line": {"color": colour, "width": 1, "dash": dash}}
        for level, colour, dash in ((problem.solved, FOREGROUND[mode], "dash"), (problem.baseline, MUTED[mode], "dot"))
    ]


def _names(problem: Problem, places: int, mode: int) -> list[dict[str, Any]]:
    at = {"xref": "x2", "yref": "y2", "x": places - 0.5, "xanchor": "right", "showarrow": False}
    side = "bottom" if METRICS[problem.metric].better == "lower" else "top"
    return [
        {**at, "y": level, "yanchor": side_of_line, "text": text, "font": {"color": MUTED[mode], "size": 11}}
        for level, side_of_line, text in ((problem.solved, side, "solved"), (problem.baseline, "top", "simple answer"))
    ]
