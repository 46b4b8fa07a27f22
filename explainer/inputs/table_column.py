"""What a column of a table holds: numbers, dates, times of day or texts, found in a sample of its cells."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from explainer.inputs import time_axis
from explainer.inputs.table_dates import YEAR_ALONE, YEAR_NAMES, date_forms, is_clock, parse_dates
from explainer.inputs.table_gaps import is_gap
from explainer.inputs.table_numbers import COMMA, POINT, decimal_votes, is_number

SAMPLE = 500  # rows at the start, and as many from all
MOSTLY = 0.9  # so much of a column's cells are of its kind
NUMBER, DATE, CLOCK, TEXT = "number", "date", "clock", "text"


@dataclass(frozen=True)
class Column:
    """The kind of a column; of numbers the votes for each decimal sign, of dates the forms that fit, the best first.

    With `is_ambiguous` two forms fit equally well: day and month may be either way round.
    """

    kind: str
    votes: tuple[int, int, int] = (0, 0, 0)
    forms: tuple[str, ...] = ()
    is_ambiguous: bool = False
    marks: str = ""  # a percent sign or that of a currency, which is left out
    has_comma: bool = False


def sample_rows(rows: int) -> Any:
    """Return the indices of the rows that are looked at."""
    if rows <= 2 * SAMPLE:
        return np.arange(rows)
    return np.unique(np.r_[np.arange(SAMPLE), np.linspace(SAMPLE, rows - 1, SAMPLE).astype(int)])


def find_column(name: str, cells: Any) -> Column:
    """Find what a sample of a column's cells holds, a Series of pandas; gaps do not count."""
    words = [word for word in cells.tolist() if not is_gap(word)]
    enough = MOSTLY * len(words)
    if not words:
        return Column(TEXT)
    if name.casefold() in YEAR_NAMES and all(map(YEAR_ALONE.fullmatch, words)):
        return Column(DATE, forms=("year",))
    forms = _forms(cells, words, enough)
    if forms:
        return forms
    if sum(map(is_clock, words)) >= enough:
        return Column(CLOCK)
    votes = decimal_votes(words)
    if sum(map(is_number, words)) >= enough:
        signs = set("".join(words))
        return Column(NUMBER, votes, marks="".join(sorted(set("%€$£¥") & signs)), has_comma=COMMA in signs)
    return Column(TEXT)


def _forms(cells: Any, words: list[str], enough: float) -> Column | None:
    counts = Counter(form for word in words for form in date_forms(word))
    forms = [form for form, count in counts.items() if count >= enough and (form != "yyyymmdd" or count == len(words))]
    if not forms:
        return None
    best = max(counts[form] for form in forms)
    forms = [form for form in forms if counts[form] == best]
    uneven = {form: time_axis.unevenness(parse_dates(cells, form)) for form in forms}
    forms.sort(key=lambda form: (uneven[form], form != "day.month.year"))
    return Column(DATE, forms=tuple(forms), is_ambiguous=len(forms) > 1 and uneven[forms[0]] == uneven[forms[1]])


def decide_decimal(column: Column, columns: list[Column], delimiter: str) -> tuple[str, bool]:
    """Return the decimal sign of a column of numbers, and whether it could as well be the other one.

    A column where both fit goes by the others, then by the delimiter: beside a comma there is a point, and beside a
    semicolon the sign of its cells is the decimal one.
    """
    point, comma, either = column.votes
    if point or comma:
        return (POINT if point >= comma else COMMA), False
    if not either:
        return POINT, False
    all_point, all_comma = (sum(one.votes[k] for one in columns if one.kind == NUMBER) for k in (0, 1))
    if all_point != all_comma:
        return (POINT if all_point > all_comma else COMMA), False
    return (COMMA if delimiter == ";" and column.has_comma else POINT), delimiter != ","
