"""Gaps in a table: cells without a value, and what is done about them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.inputs.sequence import InputError, counted

GAP_WORDS = frozenset((
    "", "?", "??", "na", "n/a", "n.a.", "nan", "-nan", "null", "none", "nil", "missing", "-", "--", "---", "—", "–",
    ".", "..", "...", "*", "k. a.", "k.a.", "n. v.", "n.v.", "н/д", "нет данных", "#n/a", "#na", "#nv", "#div/0!",
    "#value!",    "#wert!", "#ref!", "#bezug!", "#num!", "#zahl!", "#name?", "#null!",
))  # fmt: skip
"""What is written where a value is missing, without capitals, also by Excel."""


def is_gap(word: str) -> bool:
    """Tell whether a cell has no value."""
    return word.casefold() in GAP_WORDS


def forward(numbers: Array) -> Array:
    """Fill each gap with the last value before it in its column; those before the first value stay."""
    rows = np.where(np.isnan(numbers), -1, np.arange(len(numbers))[:, None])  # (T, n)
    last = np.maximum.accumulate(rows, axis=0)
    return np.where(last < 0, np.nan, np.take_along_axis(numbers, np.maximum(last, 0), axis=0))


def interpolate(numbers: Array) -> Array:
    """Fill each gap on the straight line between the values before and after it; those at the ends stay."""
    filled = numbers.copy()
    for column in filled.T:
        known = np.flatnonzero(~np.isnan(column))
        if len(known):
            rows = np.arange(known[0], known[-1] + 1)
            column[rows] = np.interp(rows, known, column[known])
    return filled


def unchanged(numbers: Array) -> Array:
    """Return the numbers with their gaps."""
    return numbers


FILLS: dict[str, tuple[Callable[[Array], Array], str]] = {
    "carry forward": (forward, "the last value before a gap is repeated"),
    "interpolate": (interpolate, "a straight line to the next value, which a forecast cannot know yet"),
    "drop rows": (unchanged, "rows with a gap in a chosen column are left out"),
}
"""What can be done about gaps; rows that still have one afterwards are left out."""


def fill_gaps(numbers: Array, choice: str) -> tuple[Array, NDArray[np.int64]]:
    """Return numbers (T, n) without gaps, and which rows they are; raises InputError where no row is left."""
    filled = FILLS[choice][0](numbers)
    rows = np.flatnonzero(~np.isnan(filled).any(axis=1))
    if not len(rows):
        raise InputError("No row has a value in each of the chosen columns; choose fewer columns, or fill the gaps.")
    return filled[rows], rows


def describe_gaps(numbers: Array, names: tuple[str, ...], choice: str) -> str:
    """Say how many cells have no value, in which columns, and what is done about them; empty without gaps."""
    missing = np.isnan(numbers)
    counts = dict(zip(names, missing.sum(axis=0).tolist(), strict=True))
    gaps = sum(counts.values())
    if not gaps:
        return ""
    listed = [f"“{name}”" for name, count in counts.items() if count]
    where = ", ".join(listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")
    rows = int(missing.any(axis=1).sum())
    left_out = len(numbers) - len(fill_gaps(numbers, choice)[1])
    filled = rows - left_out
    what = {"carry forward": "by the value before", "interpolate": "on a straight line"}.get(choice, "")
    done = [f"{counted(filled, 'row')} {'is' if filled == 1 else 'are'} filled {what}"] if filled else []
    done += [f"{counted(left_out, 'row')} {'is' if left_out == 1 else 'are'} left out"] if left_out else []
    return f"{counted(gaps, 'gap')} in {counted(rows, 'row')} of {where}: {', '.join(done)}."
