"""The visitor's own series: what a chosen column will be, from all columns over a lookback."""

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import LARGEST, MOST_CHANNELS
from explainer.inputs.table import Table, read_values
from explainer.tasks import lookback
from explainer.tasks.problem import Knob, Problem, Series, Settings, Task, TaskError

MOST_ROWS = 50_000
LEAST_ROWS = 20


def make(settings: Settings, series: Series | None = None) -> Problem:
    """Make the task: four fifths of the rows are trained on, the last fifth is the test; raises TaskError."""
    column, y = chosen(settings, series)
    assert series is not None
    cut = lookback.Cut(series.numbers, y, settings["lookback"], settings["ahead"], len(y) * 4 // 5)
    labels = tuple(f"row {k + 1}" for k in range(len(y)))
    return lookback.problem(cut, "mae", 0.5, series.names, f"{column} to come", labels)


def chosen(settings: Settings, series: Series | None) -> tuple[str, NDArray[np.float64]]:
    """Return the name and the numbers of the column that is to be said."""
    if series is None:
        raise TaskError("There is no series yet; load a CSV file with a line per time step.")
    check(series)
    place = settings["column"] - 1
    if place >= len(series.names):
        raise TaskError(
            f"Column {place + 1} is asked for, and the series has {len(series.names)}; choose one of those."
        )
    y = series.numbers[:, place]
    if np.ptp(y[: len(y) * 4 // 5]) == 0:
        raise TaskError(f"Column “{series.names[place]}” never changes in the part that is trained on; choose another.")
    return series.names[place], y


def check(series: Series) -> None:
    """Raise TaskError for a series that is too short, too long, too wide, or no numbers."""
    rows, columns = series.numbers.shape
    if not LEAST_ROWS <= rows <= MOST_ROWS:
        raise TaskError(f"The series has {rows:,} rows; it can have {LEAST_ROWS} to {MOST_ROWS:,}.")
    if not 1 <= columns <= MOST_CHANNELS or columns != len(series.names):
        raise TaskError(f"The series has {columns} columns and {len(series.names)} names; 1 to {MOST_CHANNELS} can be.")
    wrong = np.argwhere(~(np.abs(series.numbers) <= LARGEST))
    if len(wrong):
        row, column = wrong[0]
        raise TaskError(
            f"Column “{series.names[column]}”, row {row + 1}: {series.numbers[row, column]} is not a number that can "
            f"be learnt from; all have to lie between −{LARGEST:,.0f} and {LARGEST:,.0f}."
        )


def from_table(table: Table, names: tuple[str, ...]) -> Series:
    """Return columns of an uploaded table as a series; raises InputError for a cell, TaskError for the whole."""
    series = Series(names, read_values(table, names, 0, MOST_ROWS + 1))
    check(series)
    return series


SERIES = Task(
    key="series",
    title="Your own series",
    asks="Your table, row by row: what will a column be in the row to come?",
    look="Is it better than saying the present value again? Many series are hard to tell from a random walk, and for "
    "those nothing is.",
    baseline="Saying the present value again.",
    knobs={
        "column": Knob("Column", 1, "Which column is to be said, counted from 1; all are read.", 1, MOST_CHANNELS),
        "lookback": Knob("Lookback", 20, "How many rows are read before an answer.", 2, 200),
        "ahead": Knob("Ahead", 1, "How many rows lie between the last that is read and the one that is said.", 1, 50),
    },
    make=make,
    begin={
        "LSTM": {"m": 32, "keep": "1", "updates": 500},
        "GRU": {"m": 32, "keep": "1", "updates": 500},
        "RNN": {"m": 32, "keep": "as drawn", "updates": 500},
        "": {"m": 32, "keep": "1", "updates": 500},
    },
    reads_series=True,
)
