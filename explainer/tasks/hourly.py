"""The hourly task: forecast the electricity load of Portuguese clients (data/README.md)."""

import csv
import gzip
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.examples import DAYS
from explainer.tasks import lookback
from explainer.tasks.baselines import SOLVED
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting
from explainer.tasks.season import Season
from explainer.tasks.windowed_series import WindowedSeries

LONG = {"m": 48, "batch": 128, "updates": 3000, "schedule": "cosine"}
TRAINING_HOURS = 731 * 24  # 2012 and 2013
FIRST_WEEKDAY = 6  # the file begins on a Sunday
SEASONS = (Season(24, "day"), Season(168, "week"))
CALENDAR = ("hour, sine", "hour, cosine", "weekday, sine", "weekday, cosine")
PUBLISHED = (
    "Published (Loye, GRU with PyTorch, 2019; other hourly loads, on a GPU): GRU 390.5 s and sMAPE 0.281%, LSTM 462.7 "
    "s and 0.270%. These are as printed; by the formula they are 1.12% and 1.08%, four times as much."
)


def make(settings: Settings) -> Problem:
    """Make the task: predict the load some hours ahead from load and calendar; 2012 and 2013 are the training part.

    The calendar at each step is that of the predicted hour, which is known in advance.
    """
    return _make(settings["lookback"], settings["ahead"], settings["calendar"] == "with", settings["target"])


@lru_cache(maxsize=8)
def _make(rows: int, ahead: int, with_calendar: bool, target: str) -> Problem:
    y = load()
    x, known = y[:, None], CALENDAR if with_calendar else ()
    if with_calendar:
        x = np.column_stack([calendar(np.arange(len(y)) + ahead), y])
    series = WindowedSeries(x, y, rows, ahead, TRAINING_HOURS, len(known), len(known), SEASONS, target)
    return lookback.make_problem(series, "smape", (*known, "load in kW"), "future load in kW", labels(len(y)))


@lru_cache(maxsize=1)
def load() -> NDArray[np.float64]:
    """Return the load in kW of every hour from 2012-01-01 00:00 on, (26304,)."""
    path = files("explainer") / "data" / "hourly_electricity.csv.gz"
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        return np.array([float(row["load_kw"]) for row in csv.DictReader(lines)])


def calendar(hours: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the hour of the day and the day of the week as points on two circles, (rows, 4)."""
    angles = 2 * np.pi * np.column_stack([hours / 24, hours / 168])
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(hours), 4)


@lru_cache(maxsize=1)
def labels(hours: int) -> tuple[str, ...]:
    """Return the weekday and hour of each row as text."""
    return tuple(f"{DAYS[(k // 24 + FIRST_WEEKDAY) % 7]} {k % 24} h" for k in range(hours))


HOURLY = Task(
    key="hourly",
    title="Electricity, hour by hour",
    description="From the load of the last hours and the calendar: what will the load be in a coming hour?",
    hint="LSTM and GRU become better than least squares on the lookback after about 2,000 updates, a plain RNN not. "
    "Compare with and without the calendar.",
    baseline=SOLVED,
    settings={
        "lookback": TaskSetting("Lookback", 25, "How many past hours the input has.", 2, 336),
        "ahead": TaskSetting("Ahead", 1, "How many hours after the last input the predicted hour is.", 1, 48),
        "calendar": TaskSetting("Calendar", "with", "Whether the hour and the weekday are inputs too.",
                         choices=("with", "without")),
        "target": lookback.TARGET,
    },
    make=make,
    recipe_defaults={  # 20 seeds of 20 with LSTM and GRU are better than least squares, with RNN one of eight
        "LSTM": {"keep": "1", **LONG},
        "GRU": {"keep": "1", **LONG},
        "RNN": {"keep": "as drawn", **LONG},
        "": {"keep": "1", **LONG},
    },
    published=PUBLISHED,
)  # fmt: skip
