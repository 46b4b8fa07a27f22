"""An uploaded table: bytes become columns of text, and chosen columns become numbers."""

import csv
import io
from dataclasses import dataclass
from os import PathLike

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.numbers import parse_number
from explainer.inputs.sequence import MOST_CHANNELS, InputError, Sequence, counted, numeric

MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * 1_000_000
MOST_ROWS = 200_000


@dataclass(frozen=True)
class Table:
    """A table's column names and rows, still as text; `first` is the file's line of the first row."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int

    def is_numeric(self, name: str) -> bool:
        """Tell whether the first row of a column is a number; such columns are offered first."""
        return _is_number(self.rows[0][self.names.index(name)])

    def values(self, *names: str) -> Array:
        """Return columns as numbers, (rows, columns), all numeric ones where none is named; raises InputError."""
        return read_values(self, names or tuple(filter(self.is_numeric, self.names)), 0, len(self.rows))


def decode(data: bytes) -> str:
    """Return a file's text; raises InputError for a large, binary or wrongly encoded one."""
    if len(data) > MOST_BYTES:
        raise InputError(f"The file has {len(data) / 1e6:.1f} MB; {MOST_MEGABYTES} MB is the most, so cut it.")
    if b"\0" in data or data[:2] in (b"PK", b"\xff\xfe", b"\xfe\xff"):
        raise InputError("The file is not plain text; save it as CSV or TXT in UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"The file is not UTF-8 (line {line} has a byte 0x{data[error.start]:02X}); save it as UTF-8."
        ) from None


def read_table(source: str | PathLike[str] | bytes) -> Table:
    """Read a CSV or TXT file, given by its path or as its bytes, as a table of text.

    The delimiter is a comma, semicolon, tab or |; a line of names may stand first. `table.values("load")` are numbers.
    Raises InputError for a file over 5 MB, one that is not UTF-8, and a ragged table.
    """
    if isinstance(source, bytes):
        return parse_table(decode(source))
    with open(source, "rb") as file:
        return parse_table(decode(file.read(MOST_BYTES + 1)))


def parse_table(text: str) -> Table:
    """Split a CSV text into rows (comma, semicolon, tab or |); raises InputError for a ragged one."""
    delimiter = _delimiter(text)
    try:
        lines = [
            tuple(cell.strip() for cell in row)
            for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise InputError(f"The file cannot be read as a table: {error}; check its quotation marks.") from None
    numbered = [(k + 1, row) for k, row in enumerate(lines) if any(row)]
    if not numbered:
        raise InputError("The file is empty; a table has a line of names and a line per time step.")
    headed = not any(_is_number(cell) for cell in numbered[0][1])
    names = numbered[0][1] if headed else tuple(f"column {k + 1}" for k in range(len(numbered[0][1])))
    body = numbered[headed:]
    _check(names, body)
    return Table(_distinct(names), tuple(row for _, row in body), body[0][0])


def read_columns(
    table: Table, names: tuple[str, ...], first: int, steps: int, scaling: str, most: int = MOST_CHANNELS
) -> Sequence:
    """Return chosen columns, `most` at the most, over `steps` rows from row `first` (counted from 0) as a sequence."""
    return numeric(read_values(table, names, first, steps), names, scaling, most=most)


def read_values(table: Table, names: tuple[str, ...], first: int, steps: int) -> Array:
    """Return chosen columns over the same rows as plain numbers, (rows, columns); raises InputError."""
    if not names:
        raise InputError("No column is chosen; choose at least one with numbers.")
    columns = [table.names.index(name) for name in names]
    rows = range(first, min(first + steps, len(table.rows)))
    return np.array([[_cell(table, row, column) for column in columns] for row in rows])


def _cell(table: Table, row: int, column: int) -> float:
    word = table.rows[row][column]
    where = f"Column “{table.names[column]}”, row {row + 1}"
    if not word:
        raise InputError(f"{where}: the cell is empty; fill it or choose other rows.")
    try:
        return parse_number(word)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _delimiter(text: str) -> str:
    """Return the character that separates cells in the first line most often; a comma where there is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";\t|,", key=lambda sign: (first.count(sign), sign == ","))


def _check(names: tuple[str, ...], body: list[tuple[int, tuple[str, ...]]]) -> None:
    if not body:
        raise InputError("The file has a line of names and no row; a table has a line per time step.")
    if len(body) > MOST_ROWS:
        raise InputError(f"The file has {len(body):,} rows; {MOST_ROWS:,} is the most, so cut it.")
    for line, row in body:
        if len(row) != len(names):
            raise InputError(
                f"Line {line} has {counted(len(row), 'cell')} and the first line {len(names)}; "
                "every line needs as many."
            )


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give empty and repeated names a number, so that each can be chosen."""
    seen: list[str] = []
    for k, name in enumerate(names):
        name = name[:40] or f"column {k + 1}"
        seen.append(f"{name} ({k + 1})" if name in seen else name)
    return tuple(seen)


def _is_number(word: str) -> bool:
    try:
        float(word.replace(",", ".", 1))
    except ValueError:
        return False
    return True
