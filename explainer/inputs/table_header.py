"""The lines above a table's rows: names of the columns, and their units."""

from dataclasses import dataclass

from explainer.inputs.table_delimiter import Row, Sample, is_value, split_lines
from explainer.inputs.table_gaps import is_gap

LONGEST_NAME = 40
LONGEST_UNIT = 20
MOSTLY = 0.5  # so much of a column's cells below are values where the one above is its name


@dataclass(frozen=True)
class Header:
    """The names of a table's columns, the units where a row has them, and the line of the first row, from 0."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    first: int


def find_header(sample: Sample, comment: str = "") -> Header:
    """Find the names and the units in the first rows; names may stand in the comment line above, too."""
    rows = list(sample.rows)
    width = sample.width
    if _is_names(rows):
        names, rows = rows[0][1], rows[1:]
        if len(names) == width - 1 and rows and all(len(cells) == width for _, cells in rows):
            names = ("row", *names)  # R leaves out the name of its row names
    else:
        names = next((cells for _, cells in split_lines([comment], sample.delimiter)), ()) if comment else ()
        names = names if len(names) == width else ()
    units = rows[0][1] if len(rows) > 1 and _is_units(rows) else ()
    rows = rows[1:] if units else rows
    return Header(distinct(names, max(width, len(names))), units, rows[0][0] if rows else -1)


def _is_names(rows: list[Row]) -> bool:
    first = rows[0][1]
    if all(is_gap(cell) for cell in first):
        return False
    return not any(map(is_value, first)) or any(_heads(rows, k) for k in range(len(first)))


def _is_units(rows: list[Row]) -> bool:
    """Tell whether the first row has no value, and short texts alone where values follow."""
    first = rows[0][1]
    if any(map(is_value, first)) or any(len(cell) > LONGEST_UNIT for cell in first):
        return False
    return any(_heads(rows, k) for k in range(len(first)))


def _heads(rows: list[Row], column: int) -> bool:
    """Tell whether the first cell of a column is a text, and most of the others are values."""
    first, *below = [cells[column] for _, cells in rows if column < len(cells)]
    body = [cell for cell in below if not is_gap(cell)]
    return not (is_gap(first) or is_value(first)) and sum(map(is_value, body)) > MOSTLY * len(body)


def distinct(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return a name for each column: empty and repeated ones get a number, so that each can be chosen."""
    seen: list[str] = []
    for k, name in enumerate((*names, *[""] * (width - len(names)))):
        name = " ".join(name.split())[:LONGEST_NAME] or f"column {k + 1}"
        while name in seen:
            name = f"{name} ({k + 1})"
        seen.append(name)
    return tuple(seen)
