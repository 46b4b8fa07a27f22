"""What separates the cells of a table: found by trying each delimiter on the first lines."""

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.inputs.table_dates import date_forms, is_clock
from explainer.inputs.table_gaps import is_gap
from explainer.inputs.table_numbers import is_number

BLANK = " "
DELIMITERS = {"\t": "tab", ";": "semicolon", "|": "|", ",": "comma", BLANK: "blank", "": "none"}
"""The delimiters and their names; of two that fit equally well the first is chosen."""
SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 200_000
OTHERS = 0.1  # so much of the lines may have another number of cells
MOST_TITLES = 30  # lines above the names of the columns, with fewer cells
Row = tuple[int, tuple[str, ...]]  # the line in the file, counted from 0, and its cells


@dataclass(frozen=True)
class Sample:
    """The first rows of a table, split: the delimiter, its rows after the titles, and how many cells most have."""

    delimiter: str
    rows: tuple[Row, ...]
    width: int
    titles: tuple[Row, ...] = ()


def is_value(word: str) -> bool:
    """Tell whether a cell is a number, a date or a time of day."""
    return is_number(word) or is_clock(word) or bool(date_forms(word))


def split_lines(lines: list[str], delimiter: str) -> Iterator[Row]:
    """Split lines into rows of cells without the spaces around them; empty lines are left out."""
    if delimiter in ("", BLANK):
        lines = [re.sub(r"\s+", BLANK, line).strip() for line in lines]
    if not delimiter:
        yield from ((k, (_unquoted(line),)) for k, line in enumerate(lines) if line)
        return
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    line = 0
    for row in _rows(reader):
        cells = tuple(cell.strip() for cell in row)
        if any(cells):
            yield line, cells
        line = reader.line_num


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Return the rows until one has a cell that is too long for the reader."""
    with contextlib.suppress(csv.Error):
        yield from reader


def has_open_quote(text: str, delimiter: str) -> bool:
    """Tell whether a cell of the first lines goes over several of them and is followed by more than a delimiter."""
    lines = text[:SAMPLE_CHARACTERS].split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    if delimiter in ("", BLANK) or not any("\n" in cell for _, row in split_lines(lines, delimiter) for cell in row):
        return False
    try:
        list(csv.reader((line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return "expected after" in str(error)
    return False


def _unquoted(line: str) -> str:
    return line[1:-1].replace('""', '"') if len(line) > 1 and line[0] == line[-1] == '"' else line


def find_sample(text: str, declared: str = "") -> Sample:
    """Split the first lines of a text by the delimiter that fits best, or by the one that the file declares.

    Where none fits, as rows differ in their number of cells, it is the most frequent one of the first line.
    """
    lines = text[:SAMPLE_CHARACTERS].split("\n", SAMPLE_LINES)
    lines = (lines[:-1] if len(text) > SAMPLE_CHARACTERS or len(lines) > SAMPLE_LINES else lines) or lines
    found = [_sample(lines, one) for one in ((declared,) if declared else DELIMITERS)]
    best = max([one for one in found if one], key=_score, default=None)
    if best and (declared or best.delimiter or _score(best)[0]):
        return best
    first = next((line for line in lines if line.strip()), "")
    frequent = max(";\t|,", key=lambda sign: (first.count(sign), sign == ","))
    delimiter = declared or (frequent if frequent in first else "")
    rows = tuple(split_lines(lines, delimiter))
    return Sample(delimiter, rows, len(rows[0][1]) if rows else 1)


def _sample(lines: list[str], delimiter: str) -> Sample | None:
    """Return the rows that a delimiter makes; None where they differ in their number of cells."""
    rows = tuple(split_lines(lines, delimiter))
    counts = Counter(len(cells) for _, cells in rows)
    width = max(counts, key=lambda count: (counts[count], count), default=0)
    if width < (2 if delimiter else 1):
        return None
    # R writes one name less than there are columns
    first = next(k for k, (_, cells) in enumerate(rows) if len(cells) == width or 2 < len(cells) + 1 == width)
    body = rows[first:]
    others = sum(len(cells) != width for _, cells in body)
    titles = 0 if delimiter == BLANK else MOST_TITLES  # below a title of one word, texts of two words are no table
    fits = others <= max(1, OTHERS * len(body)) and first <= titles
    return Sample(delimiter, body, width, rows[:first]) if fits else None


def _score(sample: Sample) -> tuple[float, int, bool, int]:
    """Return what makes a delimiter better: cells with a value, no titles, several columns, a place in the list."""
    body = [cell for _, cells in sample.rows[1:] or sample.rows for cell in cells if not is_gap(cell)]
    share = sum(map(is_value, body)) / max(len(body), 1)
    place = [*DELIMITERS, sample.delimiter].index(sample.delimiter)
    return round(share, 2), -len(sample.titles), sample.width > 1, -place
