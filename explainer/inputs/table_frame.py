"""The rows of a table as columns of text, read by pandas."""

import io
import re
from typing import Any

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.table_delimiter import BLANK

MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000  # of a table, so that its columns take at most some hundred MB
MOST_COLUMNS = 2_000
OPEN_QUOTE = "The file cannot be read as a table: a quotation mark is not closed; check its quotation marks."
NO_ROW = "The file has a line of names and no row; a table has a line per time step."


def read_frame(text: str, first: int, width: int, delimiter: str) -> Any:
    """Read the rows from line `first` on as columns 0 to width − 1 of text; raises InputError.

    Cells that are missing at the end of a row are empty; a row with more cells than the names is an error.
    """
    import pandas as pd

    check_columns(width)
    body = text[_offset(text, first) :] if first else text
    most = min(MOST_ROWS, MOST_CELLS // (width + 1))
    sep = r"\s+" if delimiter == BLANK else delimiter or "\x1f"  # without a delimiter one that no text has
    try:
        frame = pd.read_csv(
            io.BytesIO(body.encode("utf-8", "replace")), sep=sep, header=None, names=list(range(width + 1)),
            index_col=False, dtype=str, keep_default_na=False, na_filter=False, skipinitialspace=True, nrows=most + 1,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise InputError(_reason(str(error), first, width)) from None
    return check_frame(frame, first, width)


def check_frame(frame: Any, first: int, width: int) -> Any:
    """Return a frame without the column for superfluous cells, and without empty rows; raises InputError."""
    import pandas as pd

    most = min(MOST_ROWS, MOST_CELLS // (width + 1))
    if len(frame) > most:
        raise InputError(
            f"The file has more than {most:,} rows of {counted(width, 'column')}; that is the most, so cut it."
        )
    frame = frame.fillna("").apply(lambda column: column.str.strip())
    more = frame[width].str.len().to_numpy() > 0
    if more.any():
        raise InputError(ragged(first + int(more.argmax()) + 1, width + 1, width))
    frame = frame.drop(columns=width)
    filled = pd.concat([frame[column].str.len() > 0 for column in frame], axis=1).any(axis=1)
    frame = frame[filled].reset_index(drop=True) if not filled.all() else frame
    if frame.empty:
        raise InputError(NO_ROW)
    return frame


def ragged(line: int, cells: int, width: int) -> str:
    """Say that a line has more cells than there are columns."""
    return f"Line {line:,} has {counted(cells, 'cell')} and the first line {width}; no line may have more."


def check_columns(width: int) -> None:
    """Raise InputError for too many columns."""
    if width > MOST_COLUMNS:
        raise InputError(f"The file has {width:,} columns; {MOST_COLUMNS:,} is the most, so choose some of them.")


def _offset(text: str, lines: int) -> int:
    """Return where a line begins, counted from 0."""
    place = 0
    for _ in range(lines):
        place = text.index("\n", place) + 1
    return place


def _reason(message: str, first: int, width: int) -> str:
    found = re.search(r"Expected \d+ fields in\sline (\d+), saw (\d+)", message)
    if found:
        return ragged(first + int(found[1]), int(found[2]), width)
    return OPEN_QUOTE
