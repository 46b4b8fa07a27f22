"""The hourly series: the electricity load of Portuguese clients (data/README.md), and the hour to come."""

import csv
import gzip
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.examples import DAYS
from explainer.tasks import lookback
from explainer.tasks.problem import Knob, Problem, Settings, Task

FIRST_DAY = 6  # the file begins on a Sunday
CALENDAR = ("hour, sine", "hour, cosine", "weekday, sine", "weekday, cosine")


def make(settings: Settings) -> Problem:
    """Make the task: load and calendar are read, the load some hours ahead is said; 2012 and 2013 are trained on.

    The calendar at each step is that of the hour to be said after it, which is known beforehand.
    """
    y = load()
    ahead = settings["ahead"]
    told = calendar(np.arange(len(y)) + ahead)
    calendars = settings["calendar"] == "with"
    x = np.column_stack([told, y]) if calendars else y[:, None]
    cut = lookback.Cut(x, y, settings["lookback"], ahead, 731 * 24, told.shape[1] if calendars else 0)
    inputs = (*CALENDAR, "load in kW") if calendars else ("load in kW",)
    return lookback.problem(cut, "smape", 0.5, inputs, "load to come in kW", labels(len(y)))


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
    """Say which hour of which day each row is."""
    return tuple(f"{DAYS[(k // 24 + FIRST_DAY) % 7]} {k % 24} h" for k in range(hours))


HOURLY = Task(
    key="hourly",
    title="Electricity, hour by hour",
    asks="The load of the last hours, and the calendar: how much will be drawn in the hour to come?",
    look="Mornings and evenings are where saying the present load again fails most; weekends are where the calendar "
    "helps. Compare with and without it.",
    baseline="Saying the present load again.",
    knobs={
        "lookback": Knob("Lookback", 24, "How many hours are read.", 2, 336),
        "ahead": Knob("Ahead", 1, "How many hours lie between the last that is read and the one that is said.", 1, 48),
        "calendar": Knob("Calendar", "with", "Whether the hour and the weekday are read too.",
                         choices=("with", "without")),
    },
    make=make,
    begin={
        "LSTM": {"m": 32, "keep": "1", "updates": 500},
        "GRU": {"m": 32, "keep": "1", "updates": 500},
        "RNN": {"m": 32, "keep": "as drawn", "updates": 500},
        "": {"m": 32, "keep": "1", "updates": 500},
    },
)  # fmt: skip
