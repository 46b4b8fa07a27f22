"""The visitor's own series as a task: predict a chosen column from all columns over a lookback."""

import numpy as np
from numpy.typing import NDArray

from explainer.inputs import time_axis
from explainer.inputs.sequence import LARGEST, MOST_CHANNELS, counted
from explainer.inputs.table import DEFAULT_FILL, Table
from explainer.inputs.table_gaps import fill_gaps
from explainer.tasks import lookback
from explainer.tasks.baselines import SOLVED
from explainer.tasks.own_data import Series
from explainer.tasks.problem import Problem, Settings, Task, TaskError, TaskSetting
from explainer.tasks.season import MOST_ROWS as LONGEST_SEASON
from explainer.tasks.season import Season, find_season
from explainer.tasks.windowed_series import WindowedSeries

MOST_ROWS = 50_000
LEAST_ROWS = 20


def make(settings: Settings, series: Series | None = None) -> Problem:
    """Make the task: the first four fifths of the rows are for training, the rest for the test; raises TaskError."""
    name, y = target_column(settings, series)
    assert series is not None
    train_rows = len(y) * 4 // 5
    season = settings["season"] or find_season(y[:train_rows])
    windowed = WindowedSeries(
        series.numbers, y, settings["lookback"], settings["ahead"], train_rows, column=settings["column"] - 1,
        seasons=(Season(season),) if season else (), target=settings["target"],
    )  # fmt: skip
    rows = tuple(f"row {k + 1}" for k in range(len(y)))
    labels = rows if series.times is None else time_axis.labels(series.times)
    return lookback.make_problem(windowed, "mae", series.names, f"future {name}", labels)


def target_column(settings: Settings, series: Series | None) -> tuple[str, NDArray[np.float64]]:
    """Return the name and the numbers of the column to predict; raises TaskError."""
    if series is None:
        raise TaskError("There is no series yet; load a CSV file with a line per time step.")
    check(series)
    index = settings["column"] - 1
    if index >= len(series.names):
        raise TaskError(
            f"There is no column {index + 1}: the series has {counted(len(series.names), 'column')}; "
            "choose a lower number."
        )
    y = series.numbers[:, index]
    if np.ptp(y[: len(y) * 4 // 5]) == 0:
        raise TaskError(f"Column “{series.names[index]}” never changes in the training rows; choose another.")
    return series.names[index], y


def check(series: Series) -> None:
    """Raise TaskError for a series that is too short, too long, too wide, or not finite."""
    rows, columns = series.numbers.shape
    if not LEAST_ROWS <= rows <= MOST_ROWS:
        raise TaskError(f"The series has {counted(rows, 'row')}; it can have {LEAST_ROWS} to {MOST_ROWS:,}.")
    if not 1 <= columns <= MOST_CHANNELS or columns != len(series.names):
        raise TaskError(
            f"The series has {counted(columns, 'column')} and {counted(len(series.names), 'name')}; "
            f"it can have 1 to {MOST_CHANNELS} columns, each with a name."
        )
    invalid = np.argwhere(~(np.abs(series.numbers) <= LARGEST))
    if len(invalid):
        row, column = invalid[0]
        raise TaskError(
            f"Column “{series.names[column]}”, row {row + 1}: {series.numbers[row, column]} is not a usable number; "
            f"all have to lie between −{LARGEST:,.0f} and {LARGEST:,.0f}."
        )


def from_table(
    table: Table, names: tuple[str, ...], gaps: str = DEFAULT_FILL, first: int | None = None, most: int = MOST_ROWS
) -> Series:
    """Return columns of an uploaded table as a series; raises InputError for a cell, TaskError for the whole.

    Gaps are filled first. Then `most` rows are read from row `first` on, counted from 0; without it they are the last.
    """
    numbers, rows = fill_gaps(table.numbers(*names), gaps)
    first = max(len(rows) - most, 0) if first is None else first
    chosen = slice(first, first + most)
    times = None if table.times is None else table.times[rows[chosen]]
    series = Series(names, numbers[chosen], times)
    check(series)
    return series


SERIES = Task(
    key="series",
    title="Your own series",
    description="Your table, row by row: what will the value of a column be in a later row?",
    hint="Is the network better than the best simple answer? Many series look like a random walk, and for those "
    "nothing is better than repeating the current value.",
    baseline=SOLVED,
    settings={
        "column": TaskSetting(
            "Column", 1, "Which column to predict, counted from 1; all columns are inputs.", 1, MOST_CHANNELS
        ),
        "lookback": TaskSetting("Lookback", 20, "How many past rows the input has.", 2, 200),
        "ahead": TaskSetting("Ahead", 1, "How many rows after the last input the predicted row is.", 1, 50),
        "season": TaskSetting(
            "Season",
            0,
            "After how many rows the series repeats itself; at 0 it is found from the training rows.",
            0,
            LONGEST_SEASON,
        ),
        "target": lookback.TARGET,
    },
    make=make,
    recipe_defaults={  # few updates: on 6,000 hours of load more of them made the error on the test rows larger
        "LSTM": {"m": 32, "keep": "1", "updates": 500, "schedule": "cosine"},
        "GRU": {"m": 32, "keep": "1", "updates": 500, "schedule": "cosine"},
        "RNN": {"m": 32, "keep": "as drawn", "updates": 500, "schedule": "cosine"},
        "": {"m": 32, "keep": "1", "updates": 500, "schedule": "cosine"},
    },
    reads="series",
)
