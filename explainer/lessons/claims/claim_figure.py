"""The figure of a verdict: every seed of each comparison as a point, mean and interval, and the bound; its table."""

import textwrap
from typing import Any

import numpy as np

from explainer.cells.palette import FOREGROUND, GRID_LINE, HUES, MUTED
from explainer.figures.layout import FigureDict, figure_dict, template
from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.effect_svg import SIDES
from explainer.lessons.claims.scale import Scale, bounds, scale_of
from explainer.lessons.claims.verdict import Outcome, Verdict
from explainer.lessons.claims.words import VERDICTS

LINE, LEFT, LETTERS = 62, 138, 22  # height of a comparison, margin for its name, letters in a line of that
MARKS = {"holds": "circle", "fails": "diamond", "undecided": "square"}
SPREAD = 0.24  # how far points of a comparison lie apart from its line, as a share of the distance to the next


def claim_figure(claim: Claim, verdict: Verdict, scale: Scale | None = None) -> FigureDict:
    """Return the figure in the light theme, the first comparison at the top; the browser makes it dark."""
    scale, count = scale or scale_of(claim.rule, verdict), len(verdict.outcomes)
    traces = [_bound(bound, count, k == 0) for k, bound in enumerate(bounds(claim.rule))]
    named: set[str] = set()
    for k, one in enumerate(verdict.outcomes):
        traces += _outcome(one, count - k, scale, one.side not in named)
        named.add(one.side)
    names = ["<br>".join(textwrap.wrap(one.comparison.name, LETTERS)[:3]) for one in verdict.outcomes]
    layout: dict[str, Any] = {
        "xaxis": {"range": [scale.low, scale.high], "title": {"text": _axis_title(claim)}},
        "yaxis": {"range": [0.4, count + 0.6], "tickvals": list(range(count, 0, -1)), "ticktext": names,
                  "tickfont": {"color": FOREGROUND[0], "size": 12}, "showline": False, "ticks": ""},
    }  # fmt: skip
    figure = figure_dict(traces, 0, **layout)
    shared = template(0)["layout"]
    figure["layout"]["template"] = {"layout": shared | {"margin": {"l": LEFT, "r": 12, "t": 8, "b": _foot(claim)}}}
    return figure


def height(claim: Claim, verdict: Verdict) -> int:
    """Return the height of the figure in pixels."""
    return 8 + _foot(claim) + LINE * len(verdict.outcomes)


def _foot(claim: Claim) -> int:
    """Return the height of numbers and title below the axis."""
    return 29 + 15 * (_axis_title(claim).count("<br>") + 1)


def _axis_title(claim: Claim) -> str:
    kind = "difference in " if any(one.second for one in claim.comparisons) else ""
    return "<br>".join(textwrap.wrap(f"{kind}{claim.measured}", 36))  # so narrow is a phone


def _bound(bound: float, count: int, named: bool) -> FigureDict:
    line = {"color": MUTED[0], "width": 1.5, "dash": "dash"}
    return {"type": "scatter", "mode": "lines", "x": [bound, bound], "y": [0.4, count + 0.6], "line": line,
            "hoverinfo": "skip", "name": "bound" if named else ""}  # fmt: skip


def _outcome(outcome: Outcome, y: int, scale: Scale, named: bool) -> list[FigureDict]:
    word = VERDICTS[SIDES[outcome.side]]
    colour, found = HUES[word.role][0] if word.role else MUTED[0], outcome.interval
    seeds = np.arange(len(outcome.numbers))
    ends = [float(scale.inside(one)) for one in (found.low, found.high)]
    rule = {"color": GRID_LINE[0], "width": 1, "dash": "solid"}
    thick = {"color": colour, "width": 3, "dash": "solid"}
    points = {
        "type": "scatter", "mode": "markers", "name": f"a seed, {word.title}" if named else "",
        "x": scale.inside(outcome.numbers).tolist(), "y": (y + SPREAD * np.sin(2.4 * (seeds + 1))).tolist(),
        "marker": {"color": colour, "size": 7, "opacity": 0.55, "symbol": MARKS[outcome.side]},
        "hovertemplate": "seed number %{pointNumber}: %{x:.4g}<extra></extra>",
    }  # fmt: skip
    mean = [float(scale.inside(found.mean))] * 2
    hidden: dict[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "name": ""}
    return [
        hidden | {"x": [scale.low, scale.high], "y": [y, y], "line": rule},
        points,
        hidden | {"x": ends, "y": [y, y], "line": thick},
        hidden | {"x": mean, "y": [y - 0.16, y + 0.16], "line": thick},
    ]


def seed_table(verdict: Verdict, first_seed: int) -> dict[str, Any]:
    """Return the numbers behind the figure: a row for each seed, a column for each comparison."""
    names = [one.comparison.name for one in verdict.outcomes]
    columns = [one.numbers for one in verdict.outcomes]
    rows = [
        [first_seed + k, *(_cell(column[k]) if k < len(column) else "" for column in columns)]
        for k in range(max(map(len, columns), default=0))
    ]
    return {"columns": ["seed", *names], "rows": rows}


def _cell(value: float) -> float | str:
    return float(value) if np.isfinite(value) else "no number"
