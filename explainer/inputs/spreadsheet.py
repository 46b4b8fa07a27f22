"""Sheets of an .xlsx file as rows of text: values alone, as they were stored; no formula and no macro is run."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explainer.inputs.file_formats import ZIP
from explainer.inputs.sequence import InputError, counted
from explainer.inputs.table_delimiter import MOST_TITLES, SAMPLE_LINES, Sample
from explainer.inputs.table_frame import NO_ROW, check_columns
from explainer.inputs.table_text import EMPTY
from explainer.inputs.text import shortened
from explainer.inputs.zip_members import DAMAGED, LimitedReads

WORKBOOK = "xl/workbook.xml"
MOST_CELLS = 1_000_000
MOST_LINES = 1_048_576  # of a sheet of Excel
MOST_UNPACKED = 200_000_000  # bytes
MOST_MEMBERS, MOST_DIRECTORY = 4_000, 1_000_000
MOST_TEXT = 30_000  # characters of a cell that are read; Excel's own limit is 32,767
BROKEN = "The file begins as an .xlsx file, and is damaged or cut off; save it again, or as CSV."


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its lines as text, the empty ones too."""

    name: str
    rows: list[list[str]]

    def sample(self) -> Sample:
        """Return the first rows, without titles above them."""
        rows = [(k, tuple(row)) for k, row in enumerate(self.rows[: SAMPLE_LINES + MOST_TITLES]) if any(row)]
        widths = [max(k + 1 for k, cell in enumerate(cells) if cell) for _, cells in rows]
        width = sorted(widths)[len(widths) // 2]  # half of the rows have as many cells
        first = next(k for k, found in enumerate(widths) if found >= width)
        return Sample("", tuple(rows[first:]), width, tuple(rows[:first]))


def is_spreadsheet(data: bytes) -> bool:
    """Tell whether a file is an .xlsx or .xlsm file."""
    return data.startswith(ZIP) and WORKBOOK in _members(data)


def sheet_names(data: bytes) -> list[str]:
    """Return the names of the sheets that have cells; raises InputError."""
    return [sheet.title for sheet in _open(data).worksheets]


def read_sheet(data: bytes, name: str = "") -> Sheet:
    """Return a sheet, the first one with a cell where none is named; raises InputError."""
    workbook = _open(data)
    sheets = [sheet for sheet in workbook.worksheets if not name or sheet.title == name]
    if not sheets:
        raise InputError(f"There is no sheet “{shortened(name)}” in the file; choose another one.")
    for sheet in sheets:
        rows = _rows(sheet)
        if any(map(any, rows)):
            return Sheet(sheet.title, rows)
    raise InputError(EMPTY if not name else NO_ROW)


def _rows(sheet: Any) -> list[list[str]]:
    found: list[list[str]] = []
    cells = 0
    try:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for row in sheet.iter_rows(values_only=True):
            cells += max(len(row), 1)
            if cells > MOST_CELLS or len(found) > MOST_LINES:
                raise InputError(
                    f"The sheet has more than {MOST_CELLS:,} cells, which is the most; save it as CSV, which is faster."
                )
            check_columns(len(row))
            found.append([_text(value) for value in row])
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in a damaged part
        raise InputError(BROKEN) from error
    while found and not any(found[-1]):
        found.pop()
    return found


def _text(value: Any) -> str:
    """Return a cell as text: a number with a decimal point, a date in ISO 8601, and no time of midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds").removesuffix(" 00:00:00")
    if isinstance(value, bool):
        return str(int(value))
    return " ".join(str(value)[:MOST_TEXT].split()) if isinstance(value, str) else str(value)


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook

    _check(data)
    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever it meets in a damaged part
        raise InputError(BROKEN) from error


def _check(data: bytes) -> None:
    """Raise InputError for a file that would unpack to too much."""
    members = _infos(data)
    if len(members) > MOST_MEMBERS:
        raise InputError(f"The .xlsx file packs {counted(len(members), 'file')}; {MOST_MEMBERS:,} is the most.")
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED:
        raise InputError(
            f"The .xlsx file unpacks to {size / 1e6:,.0f} MB; {MOST_UNPACKED // 10**6} MB is the most, "
            "so save it as CSV."
        )


def _members(data: bytes) -> set[str]:
    return {member.filename for member in _infos(data)}


def _infos(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        return zipfile.ZipFile(LimitedReads(data, _check_directory)).infolist()
    except InputError:
        raise
    except DAMAGED:
        raise InputError(BROKEN) from None


def _check_directory(size: int) -> None:
    if size > MOST_DIRECTORY:
        raise InputError(f"The directory of the packed file has {size:,} bytes; {MOST_DIRECTORY:,} is the most.")
