"""The valley's figure: the curve, and both balls with the way they came."""

import numpy as np

from explainer.cells.palette import GROUND, HUES, INK, QUIET
from explainer.figures.trace_figures import Picture, template
from explainer.lessons import gradient_descent
from explainer.lessons.gradient_descent import SPAN, Curve, Roll

ROLES, MARKS = ("new", "memory"), ("circle", "diamond")  # each ball's hue and mark


def slope_with_balls(curve: Curve, balls: list[Roll], mode: int = 0) -> Picture:
    """Return the curve with each ball's places joined by lines, the last place large."""
    places = np.linspace(*SPAN, 221)
    losses = gradient_descent.heights(curve, places)[0]
    ground = {"type": "scatter", "x": places, "y": losses, "mode": "lines", "name": "loss", "showlegend": False,
              "line": {"color": QUIET[mode], "width": 2},
              "hovertemplate": "x %{x:.2f}: loss %{y:.4f}<extra></extra>"}  # fmt: skip
    low, high = float(losses.min()), float(losses.max())
    room = 0.08 * (high - low)
    return {
        "data": [ground, *(_ball(curve, ball, k, mode) for k, ball in enumerate(balls))],
        "layout": {
            "template": template(mode), "showlegend": True, "height": 380, "uirevision": "valley",
            "xaxis": {"title": {"text": "place x"}, "range": [*SPAN], "nticks": 9},
            "yaxis": {"title": {"text": "loss"}, "range": [low - room, high + room], "nticks": 6},
        },
    }  # fmt: skip


def _ball(curve: Curve, ball: Roll, k: int, mode: int) -> Picture:
    colour = HUES[ROLES[k]][mode]
    places = np.clip(ball.places, *SPAN)  # outside, a ball is drawn at the edge
    marks = len(places)
    return {
        "type": "scatter", "x": places, "y": gradient_descent.heights(curve, places)[0], "mode": "lines+markers",
        "name": f"ball {k + 1}, learning rate {ball.rate:g}",
        "line": {"color": colour, "width": 1, "dash": "dot"},
        "marker": {"color": [*[GROUND[mode]] * (marks - 1), colour], "size": [*[7] * (marks - 1), 18],
                   "symbol": MARKS[k], "opacity": 1.0,
                   "line": {"color": [*[colour] * (marks - 1), INK[mode]], "width": 1.5}},
        "hovertemplate": f"ball {k + 1}, step %{{pointNumber}}: x %{{x:.4f}}, loss %{{y:.4f}}<extra></extra>",
    }  # fmt: skip
