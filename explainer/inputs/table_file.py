"""Files of tables: CSV, TXT and .xlsx become a table of text."""

from os import PathLike
from typing import Any

from explainer.inputs.sequence import InputError
from explainer.inputs.spreadsheet import is_spreadsheet, read_sheet
from explainer.inputs.table import Reading, Table
from explainer.inputs.table_delimiter import Sample, find_sample, has_open_quote
from explainer.inputs.table_frame import NO_ROW, OPEN_QUOTE, check_columns, check_frame, ragged, read_frame
from explainer.inputs.table_header import Header, distinct, find_header
from explainer.inputs.table_text import MOST_BYTES, TableText, check_size, clean, read_table_text


def read_table(source: str | PathLike[str] | bytes, sheet: str = "") -> Table:
    """Read a CSV, TXT or .xlsx file, given by its path or as its bytes, as a table of text.

    Encoding, delimiter, comments, titles, names and units are recognised, and stand in `table.reading`; of a
    spreadsheet the named sheet is read, else the first one. `table.values("load", gaps="interpolate")` are numbers.
    Raises InputError for a file over 50 MB or a million rows, and for one that is no table.
    """
    if isinstance(source, bytes):
        check_size(len(source))
        return _from_sheet(source, sheet) if is_spreadsheet(source) else parse_table(read_table_text(source))
    with open(source, "rb") as file:
        return read_table(file.read(MOST_BYTES + 1), sheet)


def parse_table(found: TableText | str) -> Table:
    """Return the table in a text; raises InputError for a row with more cells than there are columns."""
    text = clean(found) if isinstance(found, str) else found
    sample = find_sample(text.text, text.delimiter)
    if not sample.rows:
        raise InputError(NO_ROW)
    if has_open_quote(text.text, sample.delimiter):
        raise InputError(OPEN_QUOTE)
    header = find_header(sample, text.comment)
    if header.first < 0:
        raise InputError(NO_ROW)
    reading = Reading(text.encoding, sample.delimiter, "", len(sample.titles), text.comments, header.units,
                      text.delimiter)  # fmt: skip
    names = _as_wide_as_rows(header, sample)
    frame = read_frame(text.text, header.first, len(names), sample.delimiter)
    return _without_empty_columns(names, frame, reading)


def _from_sheet(data: bytes, sheet: str) -> Table:
    import pandas as pd

    found = read_sheet(data, sheet)
    sample = found.sample()
    header = find_header(sample)
    if header.first < 0:
        raise InputError(NO_ROW)
    names = header.names
    check_columns(len(names))
    rows = found.rows[header.first :]
    frame = pd.DataFrame([row + [""] * (len(names) + 1 - len(row)) for row in rows], dtype=str)
    reading = Reading(sheet=found.name, titles=len(sample.titles), units=header.units)
    return _without_empty_columns(names, check_frame(frame, header.first, len(names)), reading)


def _as_wide_as_rows(header: Header, sample: Sample) -> tuple[str, ...]:
    """Return the names, and some for empty cells at the end of rows; raises InputError where those are not empty."""
    width = len(header.names)
    for line, cells in sample.rows:
        if line >= header.first and any(cells[width:]):
            raise InputError(ragged(line + 1, len(cells), width))
    return distinct(header.names, max(len(cells) for _, cells in sample.rows))


def _without_empty_columns(names: tuple[str, ...], frame: Any, reading: Reading) -> Table:
    """Leave out columns at the end without a name or a cell: lines end with delimiters."""
    last = len(names) - 1
    while last and names[last] == f"column {last + 1}" and not frame[last].str.len().any():
        last -= 1
    return Table(names[: last + 1], frame[list(range(last + 1))], reading)
