"""The numbers in a table's cells: decimal point or comma, thousands grouped, a sign of a currency or a percentage."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from explainer.cells.primitives import Array

POINT, COMMA = ".", ","
SAME = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "＋": "+"})
"""Characters that are written for another one in numbers; U+2212 is a minus."""
CURRENCY = "[€$£¥]?"
GROUPS = {POINT: ",", COMMA: "."}


def _pattern(decimal: str) -> str:
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+" for sign in (GROUPS[decimal], " ", "'"))
    sign = re.escape(decimal)
    digits = rf"(?:(?:{grouped}|\d+)(?:{sign}\d*)?|{sign}\d+)"
    return rf"{CURRENCY} ?[+-]?{CURRENCY}{digits}(?:[eE][+-]?\d+)? ?[%€$£¥]?"


PATTERNS = {POINT: _pattern(POINT), COMMA: _pattern(COMMA)}
"""What a number looks like, by its decimal sign; the same text may be a number in both ways: 1.234."""
COMPILED = {decimal: re.compile(pattern, re.ASCII) for decimal, pattern in PATTERNS.items()}
MARKS = re.compile("[%€$£¥]")


def is_number(word: str, decimal: str = "") -> bool:
    """Tell whether a cell is a number with this decimal sign, or with either."""
    word = word.translate(SAME)
    return any(COMPILED[one].fullmatch(word) for one in (decimal or POINT + COMMA))


def parse_cell(word: str, decimal: str = POINT) -> float:
    """Return the number of a cell that `is_number`; 5% is 5."""
    number = re.sub(r"[^\d.,eE+-]", "", word.translate(SAME)).replace(GROUPS[decimal], "")
    return float(number.replace(decimal, POINT))


def decimal_votes(cells: Iterable[str]) -> tuple[int, int, int]:
    """Return how many cells are numbers with a point alone, with a comma alone, and with either as another number."""
    votes = [0, 0, 0]
    for cell in cells:
        point, comma = is_number(cell, POINT), is_number(cell, COMMA)
        if point != comma:
            votes[0 if point else 1] += 1
        elif point and parse_cell(cell, POINT) != parse_cell(cell, COMMA):
            votes[2] += 1
    return votes[0], votes[1], votes[2]


def parse_numbers(cells: Any, decimal: str) -> Array:
    """Return a column of text, a Series of pandas, as numbers, (rows,); NaN for what is no number of this kind."""
    text = cells
    if not cells.str.isascii().all():
        text = cells.map(lambda cell: cell.translate(SAME))
    fits = text.str.fullmatch(PATTERNS[decimal].replace(r"\d", "[0-9]")).to_numpy(bool)
    found: Array = np.full(len(cells), np.nan)
    number = text[fits].str.replace(r"[^0-9.,eE+-]", "", regex=True)
    number = number.str.replace(GROUPS[decimal], "", regex=False).str.replace(decimal, POINT, regex=False)
    found[fits] = number.to_numpy(object).astype(float)
    return found
