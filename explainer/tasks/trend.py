"""The trend task: 0.1 t + sin t, trained one step ahead, then forecast ten steps in a closed loop."""

from dataclasses import replace

import numpy as np

from explainer.tasks import lookback
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting
from explainer.tasks.season import Season
from explainer.tasks.windowed_series import WindowedSeries

POINTS = 100
AHEAD = 10


def make(settings: Settings) -> Problem:
    """Make the task: the first four fifths of the points are for training, the rest for the test.

    The probe is the last window before the test, and `future` are the ten points after it.
    """
    t = np.linspace(0.0, settings["until"], POINTS)
    y = 0.1 * t + np.sin(t)
    period = Season(round(2 * np.pi * (POINTS - 1) / settings["until"]), "period")
    series = WindowedSeries(y[:, None], y, settings["lookback"], 1, POINTS * 4 // 5, seasons=(period,))
    problem = lookback.make_problem(series, "mse", ("0.1 t + sin t",), "next value", tuple(f"{v:.1f}" for v in t))
    future = series.scaling().apply(y[series.train_rows : series.train_rows + AHEAD, None]).astype(np.float32)
    return replace(problem, future=future)


TREND = Task(
    key="trend",
    title="Trend and sine",
    description="A rising sine, 0.1 t + sin t: what is the next point? And the ten after it, if each prediction "
    "becomes the next input?",
    hint="One step ahead is easy. In the closed loop small errors are fed back and grow, and the trend leads to "
    "values outside the training range.",
    baseline="Least squares on the lookback is exact here, with an error of 0.0000. So no network is better, and the "
    "task never counts as solved.",
    settings={
        "lookback": TaskSetting("Lookback", 20, "How many past points the input has.", 2, 60),
        "until": TaskSetting("Until", 30.0, "The last value of t; there are always 100 points.", 10.0, 60.0),
    },
    make=make,
    recipe_defaults={  # five seeds of five after at most 350 (LSTM), 175 (GRU) and 175 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 800},
        "GRU": {"m": 16, "keep": "1", "updates": 800},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 800},
        "": {"m": 16, "keep": "1", "updates": 800},
    },
)
