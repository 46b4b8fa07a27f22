"""The exact match by the length of the target: a bar for each length, and the same as a table."""

from typing import Any

from explainer.cells.palette import GRID_LINE, HUES
from explainer.figures.layout import FigureDict, figure_dict
from explainer.tasks.pair_scores import PairScores


def exact_by_length(scores: PairScores, mode: int = 0) -> FigureDict:
    """Return the share of targets without an error over their length."""
    lengths = list(scores.by_length)
    bars = {
        "type": "bar", "x": lengths, "y": list(scores.by_length.values()), "name": "",
        "customdata": [scores.counts[length] for length in lengths], "marker": {"color": HUES["hidden"][mode]},
        "hovertemplate": "length %{x}: %{y:.1%} of %{customdata:,}<extra></extra>",
    }  # fmt: skip
    across = {"title": {"text": "symbols of the target"}, "range": [lengths[0] - 0.7, lengths[-1] + 0.7],
              "tickformat": "d", **({"tickvals": lengths} if len(lengths) <= 15 else {})}  # fmt: skip
    upwards = {"range": [0, 1.02], "tickformat": ".0%", "title": {"text": "exact match"}, "showgrid": True,
               "gridcolor": GRID_LINE[mode]}  # fmt: skip
    return figure_dict([bars], mode, height=240, xaxis=across, yaxis=upwards, bargap=0.25)


def rows(scores: PairScores) -> list[dict[str, Any]]:
    """Return a row for each length: how many held-out targets there are, and the share without an error."""
    return [
        {"symbols of the target": length, "held-out pairs": scores.counts[length], "exact match": f"{share:.1%}"}
        for length, share in scores.by_length.items()
    ]
