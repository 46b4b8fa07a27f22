"""Trend and sine: 0.1 t + sin t, learnt one step ahead, forecast ten steps on its own."""

from dataclasses import replace

import numpy as np

from explainer.tasks import lookback
from explainer.tasks.problem import Knob, Problem, Settings, Task

POINTS = 100
AHEAD = 10


def make(settings: Settings) -> Problem:
    """Make the task: the first four fifths of the points are trained on, the last fifth is the test.

    The probe is the last window before the test, and `future` the ten points that really follow it.
    """
    t = np.linspace(0.0, settings["until"], POINTS)
    y = 0.1 * t + np.sin(t)
    cut = lookback.Cut(y[:, None], y, settings["lookback"], 1, POINTS * 4 // 5)
    made = lookback.problem(cut, "mse", 0.4, ("0.1 t + sin t",), "next value", tuple(f"{v:.1f}" for v in t))
    future = cut.scaling().apply(y[cut.cut : cut.cut + AHEAD, None]).astype(np.float32)
    return replace(made, future=future)


TREND = Task(
    key="trend",
    title="Trend and sine",
    asks="A sine that climbs, 0.1 t + sin t: what is the next point? And the ten after it, if each answer is read as "
    "the next input?",
    look="One step ahead is easy. In the closed loop small errors are read again and grow; and the trend leads to "
    "values that were never trained on.",
    baseline="Saying the present value again: off by what the series moves in one step.",
    knobs={
        "lookback": Knob("Lookback", 20, "How many points are read before the next is said.", 2, 60),
        "until": Knob("Until", 30.0, "Where t ends; there are always 100 points.", 10.0, 60.0),
    },
    make=make,
    begin={  # five starts of five after at most 350 (LSTM), 175 (GRU) and 175 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 800},
        "GRU": {"m": 16, "keep": "1", "updates": 800},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 800},
        "": {"m": 16, "keep": "1", "updates": 800},
    },
)
