"""Dates and times in a table's cells: which form they have, and their values."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.datetime64]
YEAR, DAY, MONTH = r"(?P<year>\d{4}|\d{2})", r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})"
NAME = "(?P<name>[A-Za-zä]{3,9})"
HALF = r"(?: ?(?P<half>[AaPp]).?[Mm].?)?"
ZONE = r" ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
SECOND = r"(?::(?P<second>\d{2}(?:[.,]\d{1,9})?))?"
CLOCK = rf"(?:(?:T|,? )(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){SECOND}{HALF})?{ZONE}"
FORMS: dict[str, str] = {
    "year-month-day": rf"(?P<year>\d{{4}})(?:-{MONTH}-|/{MONTH}/|\.{MONTH}\.){DAY}".replace("<month>", "<month{}>"),
    "day.month.year": rf"{DAY}(?:\.{MONTH}\.|/{MONTH}/|-{MONTH}-){YEAR}".replace("<month>", "<month{}>"),
    "month/day/year": rf"{MONTH}(?:/{DAY}/|-{DAY}-){YEAR}".replace("<day>", "<day{}>"),
    "day month year": rf"{DAY}\.?[ -]{NAME}\.?[ ,-]{{1,2}}{YEAR}",
    "month day, year": rf"{NAME}\.? {DAY},? (?P<year>\d{{4}})",
    "month year": rf"{NAME}\.?[ -](?P<year>\d{{4}})",
    "year-month": rf"(?P<year>\d{{4}})[-/]{MONTH}",
    "year quarter": r"(?P<year>\d{4})[ -]?[QT](?P<quarter>[1-4])",
    "yyyymmdd": r"(?P<year>19\d{2}|20\d{2})(?P<month>\d{2})(?P<day>\d{2})",
}
"""What a date looks like, by its form; the parts of one that may stand in several places are numbered."""


def _numbered(pattern: str) -> str:
    for k in range(pattern.count("{}")):
        pattern = pattern.replace("{}", str(k), 1)
    return pattern


PATTERNS = {form: rf"^{_numbered(pattern)}{CLOCK}$" for form, pattern in FORMS.items()}
COMPILED = {form: re.compile(pattern, re.ASCII) for form, pattern in PATTERNS.items()}
PLAIN = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "jän": 1, "mär": 3, "mai": 5, "okt": 10, "dez": 12,
}  # fmt: skip
"""The first three letters of the months in English and German."""
CLOCK_ALONE = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?", re.ASCII)
YEAR_NAMES = frozenset(("year", "jahr", "année", "annee", "año", "ano", "anno", "год"))
YEAR_ALONE = re.compile(r"1[5-9]\d\d|20\d\d")
CENTURY = 70  # years of two digits from here on are in the 20th century


def date_forms(word: str) -> list[str]:
    """Return the forms in which a cell may be a date."""
    return [form for form, pattern in COMPILED.items() if (found := pattern.match(word)) and _is_possible(found)]


def _is_possible(found: re.Match[str]) -> bool:
    part = {re.sub(r"\d", "", name): value for name, value in found.groupdict().items() if value}
    named = part.get("name", "jan")[:3].casefold() in MONTHS
    return named and 1 <= int(part.get("month", 1)) <= 12 and 1 <= int(part.get("day", 1)) <= 31


def is_clock(word: str) -> bool:
    """Tell whether a cell is a time of day."""
    return bool(CLOCK_ALONE.fullmatch(word))


def parse_dates(cells: Any, form: str, clocks: Any = None) -> Times:
    """Return a column of text, a Series of pandas, as times in milliseconds, (rows,); NaT for what has not this form.

    `clocks` is a column with the times of day of the same rows. Offsets from UTC count from that of the first row.
    """
    if form == "year":
        cells, form = cells + "-01", "year-month"
    text = cells if clocks is None else cells + " " + clocks
    if form == "year-month-day" and text.str.fullmatch(PLAIN).all():
        try:
            return np.array(text.to_numpy(object), "datetime64[ms]")  # ten times as fast
        except ValueError:
            pass  # there is a 30 February
    parts = _parts(text.str.extract(PATTERNS[form].replace(r"\d", "[0-9]")))
    year, month, day = parts["year"], parts["month"], parts["day"]
    year = np.where(year < 100, year + np.where(year < CENTURY, 2000, 1900), year)
    valid = ~np.isnan(year + month + day + parts["time"]) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(valid, day - 1, 0).astype(int)
    valid &= days.astype("datetime64[M]") == months  # no 30 February
    milliseconds = np.where(valid, parts["time"] * 1000, 0).round().astype("timedelta64[ms]")
    return np.where(valid, days.astype("datetime64[ms]") + milliseconds, np.datetime64("NaT", "ms"))


def _parts(groups: Any) -> Mapping[str, NDArray[np.float64]]:
    """Return year, month, day and the seconds since midnight of each row, from the groups of a pattern."""

    def numbers(part: str, absent: float) -> NDArray[np.float64]:
        names = [name for name in groups.columns if re.sub(r"\d", "", name) == part]
        found = np.full(len(groups), np.nan)
        for name in names:
            filled = groups[name].notna().to_numpy()
            found[filled] = groups[name][filled].str.replace(",", ".").to_numpy(object).astype(float)
        return found if part == "year" else np.where(np.isnan(found), absent, found)

    month, hour = numbers("month", 1.0), numbers("hour", 0.0)
    if "quarter" in groups:
        month = 3 * numbers("quarter", 1.0) - 2
    if "name" in groups:
        month = groups["name"].str[:3].str.casefold().map(MONTHS).to_numpy(float, na_value=np.nan)
    half = groups["half"].str.casefold()
    hour = np.where(half.notna(), hour % 12 + 12 * (half == "p").to_numpy(bool, na_value=False), hour)
    minute, second = numbers("minute", 0.0), numbers("second", 0.0)
    time = np.where((hour < 25) & (minute < 60) & (second < 61), hour * 3600 + minute * 60 + second, np.nan)
    return {
        "year": numbers("year", 0.0),
        "month": month,
        "day": numbers("day", 1.0),
        "time": time - _offsets(groups["zone"]),
    }


def _offsets(zones: Any) -> NDArray[np.float64]:
    """Return by how many seconds the offsets from UTC are larger than that of the first row."""
    names = {name: _offset(name) for name in zones.dropna().unique()}
    if len(names) < 2:
        return np.zeros(len(zones))
    found = zones.map(names).to_numpy(float, na_value=np.nan)
    return np.where(np.isnan(found), 0.0, found - found[np.flatnonzero(~np.isnan(found))[0]])


def _offset(zone: str) -> float:
    digits = re.findall(r"\d\d", zone)
    return (-1 if zone.startswith("-") else 1) * (3600.0 * int(digits[0]) + 60.0 * int(digits[1])) if digits else 0.0
