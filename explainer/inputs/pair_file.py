"""Pairs of strings from text: one pair per line, with a tab, a semicolon or a comma between source and target."""

import csv
import io

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.text import shortened

DELIMITERS = ("\t", ";", ",")


def parse_pairs(text: str) -> list[tuple[str, str]]:
    """Return the rows of a text with two columns; raises InputError, which names the first row that has not two.

    The delimiter is the first of tab, semicolon and comma that the first line has; empty lines are left out.
    """
    first = text.lstrip().partition("\n")[0]
    delimiter = next((one for one in DELIMITERS if one in first), None)
    if delimiter is None:
        raise InputError(
            f"Line 1, “{shortened(first)}”, has no tab, semicolon or comma; “source, target” would be right."
        )
    rows: list[tuple[str, str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in row):
                rows.append(_pair(row, len(rows) + 1, delimiter))
    except csv.Error as error:
        raise InputError(f"Row {len(rows) + 1} cannot be read ({error}); check its quotation marks.") from None
    return rows


def _pair(row: list[str], number: int, delimiter: str) -> tuple[str, str]:
    if len(row) != 2:
        shown = shortened(delimiter.join(row))
        raise InputError(f"Row {number}, “{shown}”, has {counted(len(row), 'column')}; 2 would be right.")
    return row[0], row[1]
