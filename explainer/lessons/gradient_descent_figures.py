"""The figure of gradient descent: the loss curve, and the steps of both runs."""

import numpy as np

from explainer.cells.palette import BACKGROUND, FOREGROUND, HUES, MUTED
from explainer.figures.layout import FigureDict, figure_dict
from explainer.lessons import gradient_descent
from explainer.lessons.gradient_descent import SPAN, Curve, DescentRun

ROLES, MARKS = ("new", "memory"), ("circle", "diamond")  # hue and mark of each run


def curve_with_runs(curve: Curve, runs: list[DescentRun], mode: int = 0) -> FigureDict:
    """Return the curve with each run's positions joined by lines, the last one large."""
    positions = np.linspace(*SPAN, 221)
    losses = gradient_descent.loss_and_slope(curve, positions)[0]
    loss_curve = {"type": "scatter", "x": positions, "y": losses, "mode": "lines", "name": "loss", "showlegend": False,
              "line": {"color": MUTED[mode], "width": 2},
              "hovertemplate": "x %{x:.2f}: loss %{y:.4f}<extra></extra>"}  # fmt: skip
    low, high = float(losses.min()), float(losses.max())
    margin = 0.08 * (high - low)
    return figure_dict(
        [loss_curve, *(_run_line(curve, run, k, mode) for k, run in enumerate(runs))], mode,
        showlegend=True, height=380, uirevision="gradient descent",
        xaxis={"title": {"text": "weight x"}, "range": [*SPAN], "nticks": 9},
        yaxis={"title": {"text": "loss"}, "range": [low - margin, high + margin], "nticks": 6},
    )  # fmt: skip


def _run_line(curve: Curve, run: DescentRun, k: int, mode: int) -> FigureDict:
    colour = HUES[ROLES[k]][mode]
    positions = np.clip(run.positions, *SPAN)  # a position outside is drawn at the edge
    marks = len(positions)
    return {
        "type": "scatter", "mode": "lines+markers", "x": positions,
        "y": gradient_descent.loss_and_slope(curve, positions)[0],
        "name": f"run {k + 1}, learning rate {run.rate:g}",
        "line": {"color": colour, "width": 1, "dash": "dot"},
        "marker": {"color": [*[BACKGROUND[mode]] * (marks - 1), colour], "size": [*[7] * (marks - 1), 18],
                   "symbol": MARKS[k], "opacity": 1.0,
                   "line": {"color": [*[colour] * (marks - 1), FOREGROUND[mode]], "width": 1.5}},
        "hovertemplate": f"run {k + 1}, step %{{pointNumber}}: x %{{x:.4f}}, loss %{{y:.4f}}<extra></extra>",
    }  # fmt: skip
