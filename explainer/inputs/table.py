"""A table that somebody brings: columns of text, of which chosen ones become numbers, and one the times of the rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.inputs import time_axis
from explainer.inputs.numbers import parse_number
from explainer.inputs.sequence import MOST_CHANNELS, InputError, Sequence, numeric
from explainer.inputs.table_column import (
    CLOCK,
    DATE,
    MOSTLY,
    NUMBER,
    Column,
    decide_decimal,
    find_column,
    sample_rows,
)
from explainer.inputs.table_dates import Times, parse_dates
from explainer.inputs.table_gaps import GAP_WORDS, fill_gaps
from explainer.inputs.table_numbers import parse_numbers
from explainer.inputs.text import shortened

DEFAULT_FILL = "carry forward"


@dataclass(frozen=True)
class Reading:
    """How a file was read: its encoding, delimiter or sheet, and what was left out above and between the rows."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    titles: int = 0
    comments: int = 0
    units: tuple[str, ...] = ()
    declared: str = ""  # the delimiter, in a first line that is no row: sep=;


@dataclass(frozen=True, eq=False)
class Table:
    """A table's column names and cells, still as text; `decimal` and `form` answer where a file could mean either.

    `decimal` is "." or ",", for columns that have numbers with both; `form` one of the forms of its dates.
    """

    names: tuple[str, ...]
    frame: Any  # pandas' DataFrame, with the columns 0 to n − 1
    reading: Reading = Reading()
    decimal: str = ""
    form: str = ""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.frame)

    def texts(self, name: str, rows: int | None = None) -> list[str]:
        """Return the cells of a column as text, in all rows or in the first ones."""
        return list(self.frame[self.names.index(name)][:rows])

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column holds."""
        sample = self.frame.iloc[sample_rows(len(self))]
        return tuple(find_column(name, sample[k]) for k, name in enumerate(self.names))

    @property
    def numeric_names(self) -> tuple[str, ...]:
        """The names of the columns of numbers."""
        return tuple(name for name, column in zip(self.names, self.columns, strict=True) if column.kind == NUMBER)

    def is_numeric(self, name: str) -> bool:
        """Tell whether a column has numbers, in nine of ten cells that have a value."""
        return name in self.numeric_names

    def decimal_of(self, name: str) -> tuple[str, bool]:
        """Return the decimal sign of a column, "." or ",", and whether it could as well be the other one."""
        column = self.columns[self.names.index(name)]
        sign, is_ambiguous = decide_decimal(column, list(self.columns), self.reading.delimiter)
        return (self.decimal if is_ambiguous and self.decimal else sign), is_ambiguous

    @property
    def time_name(self) -> str:
        """The name of the first column of dates; empty where there is none."""
        return next((name for name, one in zip(self.names, self.columns, strict=True) if one.kind == DATE), "")

    @cached_property
    def times(self) -> Times | None:
        """The times of the rows in milliseconds, (rows,); a column with times of day is added to that of dates."""
        if not self.time_name:
            return None
        k = self.names.index(self.time_name)
        clock = next((self.frame[j] for j, one in enumerate(self.columns) if one.kind == CLOCK), None)
        form = self.form if self.form in self.columns[k].forms else self.columns[k].forms[0]
        return parse_dates(self.frame[k], form, clock)

    def labels(self, rows: NDArray[np.int64]) -> tuple[str, ...]:
        """Return the times of rows as labels; none where there is no column of dates."""
        return () if self.times is None else time_axis.labels(self.times[rows], self.times)

    def numbers(self, *names: str) -> Array:
        """Return columns as numbers, (rows, columns), NaN for a gap; raises InputError for a cell that is neither."""
        if not names:
            raise InputError("No column is chosen; choose at least one with numbers.")
        return np.column_stack([self._numbers(name) for name in names])

    def values(self, *names: str, gaps: str = "") -> Array:
        """Return columns as numbers, (rows, columns), all numeric ones where none is named; raises InputError.

        `gaps` says what to do about cells without a value: "carry forward", "interpolate" or "drop rows".
        """
        numbers = self.numbers(*(names or self.numeric_names))
        if gaps:
            return fill_gaps(numbers, gaps)[0]
        missing = np.argwhere(np.isnan(numbers))
        if len(missing):
            row, column = missing[0]
            raise InputError(
                f"Column “{(names or self.numeric_names)[column]}”, row {row + 1}: the cell is empty; "
                "fill it or choose other rows."
            )
        return numbers

    def other_words(self, name: str) -> list[str]:
        """Return the cells of a column that are neither numbers nor gaps, and count as gaps."""
        return list(_others(self.frame[self.names.index(name)], self._numbers(name)))

    @cached_property
    def _parsed(self) -> dict[str, Array]:
        return {}

    def _numbers(self, name: str) -> Array:
        if name not in self._parsed:
            cells = self.frame[self.names.index(name)]
            found = parse_numbers(cells, self.decimal_of(name)[0])
            _check_others(name, cells, found)
            self._parsed[name] = found
        return self._parsed[name]


def _others(cells: Any, found: Array) -> Any:
    """Return the cells that are neither numbers nor gaps, with their rows as the index."""
    missing = cells[np.isnan(found)]
    return missing[~missing.str.casefold().isin(GAP_WORDS)]


def _check_others(name: str, cells: Any, found: Array) -> None:
    """Raise InputError for a column in which more than a tenth of what is no gap is no number."""
    others = _others(cells, found)
    if len(others) > (1 - MOSTLY) * (len(others) + int((~np.isnan(found)).sum())):
        word, where = others.iloc[0], f"Column “{name}”, row {others.index[0] + 1:,}"
        try:
            parse_number(word)
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
        raise InputError(f"{where}: “{shortened(word)}” is not written as the other numbers are.")


def read_columns(
    table: Table, names: tuple[str, ...], first: int, steps: int, scaling: str, most: int = MOST_CHANNELS,
    gaps: str = DEFAULT_FILL,
) -> Sequence:  # fmt: skip
    """Return chosen columns, `most` at the most, over `steps` rows from row `first` (counted from 0) as a sequence.

    Rows are counted without those that are left out for a gap; their times are the labels.
    """
    numbers, rows = fill_gaps(table.numbers(*names), gaps)
    chosen = slice(first, first + steps)
    return numeric(numbers[chosen], names, scaling, table.labels(rows[chosen]), most)
