"""Typed numbers: one series, or one row per step where there are several lines."""

import math
import re

import numpy as np

from explainer.inputs.sequence import MOST_CHANNELS, InputError, Sequence, counted, numeric
from explainer.inputs.text import check_length, shortened


def read_numbers(text: str, scaling: str, most: int = MOST_CHANNELS) -> Sequence:
    """Read numbers separated by spaces, commas, semicolons or lines, `most` on a line; raises InputError.

    Several lines of the same k > 1 numbers are k channels; anything else on one line is one series.
    """
    check_length(text)
    rows = [[parse_number(word) for word in _words(line)] for line in text.splitlines() if line.strip()]
    widths = {len(row) for row in rows}
    if len(rows) > 1 and widths != {1}:
        _check_rows(rows)
        return numeric(np.array(rows), tuple(f"column {k + 1}" for k in range(len(rows[0]))), scaling, most=most)
    return numeric(np.array([row for line in rows for row in line]).reshape(-1, 1), ("value",), scaling)


def parse_number(word: str) -> float:
    """Parse one number; raises InputError, which quotes what is none."""
    shown = shortened(word)
    if re.fullmatch(r"[+-]?\d+,\d+", word):
        raise InputError(f"“{shown}” has a decimal comma; write {word.replace(',', '.')}.")
    try:
        value = float(word.replace("−", "-"))
    except ValueError:
        raise InputError(f"“{shown}” is not a number; write numbers such as 10 or −0.5.") from None
    if not math.isfinite(value) or "_" in word:
        raise InputError(f"“{shown}” is not a number that a cell can read; leave it out or put a value there.")
    return value


def _words(line: str) -> list[str]:
    """Split a line; a comma separates numbers only where nothing else does, as 1,5 2,5 has decimal commas."""
    if re.search(r"[;\t]|\S\s+\S", line.strip()):
        return [word.rstrip(",") for word in re.split(r"[;\s]+", line.strip()) if word.rstrip(",")]
    return [word for word in line.strip().split(",") if word]


def _check_rows(rows: list[list[float]]) -> None:
    for k, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError(
                f"Line {k + 1} has {counted(len(row), 'number')} and line 1 has {len(rows[0])}; "
                "each line is one step and needs as many."
            )
