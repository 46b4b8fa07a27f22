"""The figures of a sweep: who solves the task over the varied value, every seed as a point, and learning curves."""

import math
from collections.abc import Iterator, Sequence
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
GRID = {"showgrid": True, "gridcolor": GRID_LINE[0], "zeroline": False}


@dataclass(frozen=True)
class _Style:
    """The colour, dash and symbol of a line, and where it stands beside the others."""

    colour: str
    dash: str
    symbol: str
    offset: float
    width: float


def shares(points: SweepPoints) -> FigureDict:
    """Return the share of seeds that solved the task over the varied value, each with its 95 % interval (Wilson 1927).

    All figures are in the colours of the light theme, with fixed ranges; the browser makes them dark. The lines stand
    side by side, so that no point hides another.
    """
    styled = list(_styled(points))
    data = [one for label, row, style in styled for one in _shares(label, row, style)]
    axis = {"title": {"text": "seeds that solved it"}, "tickformat": ".0%", "range": [-0.06, 1.06]}
    return figure_dict(data, 0, xaxis=_values_axis(points), yaxis={**axis, **GRID})


def metrics(points: SweepPoints) -> FigureDict:
    """Return the metric of each seed over the varied value, with the levels of solved and of the best simple answer."""
    data = [_seeds(label, row, style) for label, row, style in _styled(points)]
    data += _levels(points.problem, len(points.values))
    metric, largest = METRICS[points.problem.metric], max(max(one["y"], default=0) for one in data)
    percent = {"tickformat": ".0%", "range": [-0.03, 1.06]}
    limits = percent if "%" in metric.template else {"range": [0.0, 1.06 * largest]}
    axis = {"title": {"text": metric.title}, **limits, **GRID}
    return figure_dict(data, 0, xaxis=_values_axis(points), yaxis=axis)


def learning_curves(points: SweepPoints, place: int) -> FigureDict:
    """Return the loss of every seed over the updates at one of the values, on a log axis."""
    data = [
        _curve(label, one, style, first=k == 0)
        for label, row, style in _styled(points)
        for k, one in enumerate(row[place])
    ]
    losses, steps = [y for one in data for y in one["y"]], [x for one in data for x in one["x"]]
    ends = [math.log10(min(losses, default=1)) - 0.1, math.log10(max(losses, default=1)) + 0.1]
    axis = {"type": "log", "title": {"text": "loss"}, "exponentformat": "power", "dtick": 1, "range": ends}
    updates = {"title": {"text": "updates"}, "range": [0, 1.02 * max(steps, default=1)]}
    return figure_dict(data, 0, xaxis=updates, yaxis=axis)


def _values_axis(points: SweepPoints) -> dict[str, Any]:
    places = list(range(len(points.values)))
    return {"tickvals": places, "ticktext": [escape_markup(str(one)) for one in points.values], "zeroline": False,
            "range": [-0.5, len(places) - 0.5], "title": {"text": points.title}}  # fmt: skip


def _styled(points: SweepPoints) -> Iterator[tuple[str, tuple[tuple[SeedResult, ...], ...], _Style]]:
    for index, (label, row) in enumerate(points.lines.items()):
        yield label, row, _style(index, len(points.lines))


def _style(index: int, lines: int) -> _Style:
    hue, dash = LINE_STYLES[index % len(LINE_STYLES)]
    width = SPREAD / lines
    return _Style(HUES[hue][0], dash, SYMBOLS[index % len(SYMBOLS)], (index - (lines - 1) / 2) * width, width)


def _shares(label: str, row: Sequence[Sequence[SeedResult]], style: _Style) -> list[FigureDict]:
    """Return the line through the shares, with its intervals, and the marks on it."""
    known = [(place, SweepPoints.share(seeds)) for place, seeds in enumerate(row) if seeds]
    shared = {"type": "scatter", "legendgroup": label, "x": [place + style.offset for place, _ in known],
              "y": [share.value for _, share in known]}  # fmt: skip
    line = {
        "mode": "lines", "name": escape_markup(label), "hoverinfo": "skip",
        "error_y": {"type": "data", "symmetric": False, "array": [share.high - share.value for _, share in known],
                    "arrayminus": [share.value - share.low for _, share in known], "thickness": 1, "width": 3,
                    "color": style.colour},
        "line": {"color": style.colour, "dash": style.dash, "width": 2},
    }  # fmt: skip
    marks = {
        "mode": "markers", "name": "", "marker": _marker(style, 9, 1.0),
        "customdata": [[one.count, one.trials] for _, one in known],
        "hovertemplate": f"{escape_markup(label)}: %{{customdata[0]}} of %{{customdata[1]}} seeds<extra></extra>",
    }  # fmt: skip
    return [shared | line, shared | marks]


def _marker(style: _Style, size: int, opacity: float) -> dict[str, Any]:
    return {"symbol": style.symbol, "size": size, "color": style.colour, "opacity": opacity}


def _seeds(label: str, row: Sequence[Sequence[SeedResult]], style: _Style) -> FigureDict:
    found = [(place, k, len(seeds), one) for place, seeds in enumerate(row) for k, one in enumerate(seeds)]
    known = [(place + style.offset + _beside(k, count, style.width), one) for place, k, count, one in found
             if one.metric is not None]  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "name": escape_markup(label), "marker": _marker(style, 7, 0.75),
        "x": [x for x, _ in known], "y": [one.metric for _, one in known],
        "customdata": [[one.seed, one.step] for _, one in known],
        "hovertemplate": f"{escape_markup(label)}, seed %{{customdata[0]}}: %{{y:.4g}} after %{{customdata[1]:,}} "
        "updates<extra></extra>",
    }  # fmt: skip


def _beside(index: int, count: int, width: float) -> float:
    """Return how far a seed stands from the middle of its line, so that equal ones can be counted."""
    return (index - (count - 1) / 2) * width * 0.7 / max(count, 1)


def _curve(label: str, result: SeedResult, style: _Style, first: bool) -> FigureDict:
    return {
        "type": "scatter", "mode": "lines", "name": escape_markup(label) if first else "",
        "x": [step for step, _ in result.losses], "y": [max(loss, LOWEST) for _, loss in result.losses],
        "line": {"color": style.colour, "dash": style.dash, "width": 1.5}, "opacity": 0.8,
        "hovertemplate": f"{escape_markup(label)}, seed {result.seed}: %{{y:.3g}}<extra></extra>",
    }  # fmt: skip


def _levels(problem: Problem, places: int) -> list[FigureDict]:
    """Return the lines at which the task counts as solved, and of the best simple answer."""
    across: FigureDict = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": [-0.5, places - 0.5]}
    return [
        {**across, "name": name, "y": [level, level], "line": {"color": colour, "width": 1, "dash": dash}}
        for name, level, colour, dash in (
            ("solved", problem.solved, FOREGROUND[0], "dash"), ("simple answer", problem.baseline, MUTED[0], "dot"),
        )
    ]  # fmt: skip
