"""Typed numbers: one series, or one row per step where there are several lines."""

import math
import re

import numpy as np

from explainer.inputs.sequence import MOST_CHANNELS, InputError, Sequence, numeric
from explainer.inputs.text import MOST_TYPED


def read_numbers(text: str, scaling: str, most: int = MOST_CHANNELS) -> Sequence:
    """Read numbers parted by spaces, commas, semicolons or lines, `most` on a line; raises InputError.

    Several lines of the same k > 1 numbers are k channels; anything else on one line is one series.
    """
    if len(text) > MOST_TYPED:
        raise InputError(f"There are {len(text):,} characters; {MOST_TYPED:,} is the most that is looked at.")
    rows = [[parse(word) for word in _words(line)] for line in text.splitlines() if line.strip()]
    widths = {len(row) for row in rows}
    if len(rows) > 1 and widths != {1}:
        _check_rows(rows)
        return numeric(np.array(rows), tuple(f"column {k + 1}" for k in range(len(rows[0]))), scaling, most=most)
    return numeric(np.array([row for line in rows for row in line]).reshape(-1, 1), ("value",), scaling)


def parse(word: str) -> float:
    """Return one number; raises InputError that quotes what is none."""
    shown = word if len(word) <= 20 else f"{word[:17]}…"
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
    """Part a line; a comma parts numbers only where nothing else does, as 1,5 2,5 is meant otherwise."""
    if re.search(r"[;\t]|\S\s+\S", line.strip()):
        return [word.rstrip(",") for word in re.split(r"[;\s]+", line.strip()) if word.rstrip(",")]
    return [word for word in line.strip().split(",") if word]


def _check_rows(rows: list[list[float]]) -> None:
    for k, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError(
                f"Line {k + 1} has {len(row)} numbers and line 1 has {len(rows[0])}; "
                "each line is one step, so give them as many."
            )
