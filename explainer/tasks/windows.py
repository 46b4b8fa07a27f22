"""The windows task: the classic first example of forecasting, 10 20 … 100 in windows of three."""

from dataclasses import replace

import numpy as np

from explainer.tasks import lookback
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting
from explainer.tasks.windowed_series import WindowedSeries, windows

LAST = 10  # 10 to 100 in tens are for training, what follows is for the test
AHEAD = 10


def make(settings: Settings) -> Problem:
    """Make the task: windows over 10 … 100 for training, and the one after them, with target 110, as the probe.

    All of them together are the test: an untrained network could get 110 alone right by chance.
    """
    size = settings["window"]
    numbers = np.array([10.0 * (k + 1) for k in range(LAST + AHEAD)])
    series = WindowedSeries(numbers[: LAST + 1, None], numbers[: LAST + 1], size, 1, LAST)
    names = tuple(f"{number:g}" for number in numbers)
    problem = lookback.make_problem(series, "mae", ("number",), "next number", names)
    scaled = series.scaling().apply(numbers).astype(np.float32)
    starts = np.arange(LAST + 1 - size)
    all_windows = windows(scaled[:, None], scaled, series, starts)
    problem = replace(problem, test=all_windows, future=scaled[LAST:, None])
    return lookback.with_baselines(problem, series, starts)


WINDOWS = Task(
    key="windows",
    title="Ten to hundred",
    description="After 10 20 30 comes 40, after 20 30 40 comes 50, and so on up to 100. What follows 80 90 100?",
    hint="The windows up to 100 are learnt quickly. Whether the rule was learnt shows at 110 and beyond, which were "
    "not in the training data. A state between −1 and 1 cannot grow for ever.",
    baseline="Continuing the last change is exact here, with an error of 0. So no network is better, and the task "
    "never counts as solved.",
    settings={"window": TaskSetting("Window", 3, "How many past numbers the input has.", 2, 8)},
    make=make,
    recipe_defaults={  # five seeds of five after at most 200 (LSTM), 150 (GRU) and 200 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 600},
        "GRU": {"m": 16, "keep": "1", "updates": 600},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 600},
        "": {"m": 16, "keep": "1", "updates": 600},
    },
)
