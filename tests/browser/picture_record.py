"""What is recorded of a page's picture, in numbers, and what of it another page lacks."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.browser.array_statistics import CLOSE, are_close, is_evenly_spaced, statistics
from tests.browser.shown_numbers import Shown, numbers_of

MATH = re.compile(r"\$[^$]*\$")
CARRIED = ("changes", "pins", "back", "own")  # what the address carries to a component as it stands
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def recorded(link: str, address: str, shown: Shown) -> dict[str, Any]:
    """Return the record of a link: its address once the page is still, and the numbers of what is shown."""
    query = dict(parse_qsl(urlsplit(address).query))
    arrays = [statistics(array) for array in shown.arrays if not is_evenly_spaced(array)]
    return {
        "link": link,
        "query": query,
        "texts": [query[key] for key in CARRIED if key in query and _holds(shown, query[key])],
        "places": _places(shown),
        "numbers": sorted({*_query_numbers(query, shown), *(() if arrays else _written(shown))}),
        "arrays": sorted({tuple(array) for array in arrays}),
    }


def lacking(record: dict[str, Any], shown: Shown) -> list[str]:
    """Say what of a record is not to be found in what a page shows; nothing where its picture is the same."""
    known = [statistics(array) for array in (*shown.arrays, *shown.unsure)]
    known_numbers = shown.controls | shown.numbers
    return [
        *(f"array {array}" for array in record["arrays"] if not any(are_close(array, one) for one in known)),
        *(f"number {number}" for number in record["numbers"] if not _is_among(known_numbers, number)),
        *(f"text {text}" for text in record["texts"] if not _holds(shown, text)),
        *(f"place {place}" for place in record["places"] if not any(_lies_in(place, one) for one in shown.groups)),
    ]


def _places(shown: Shown) -> list[list[float]]:
    """Return where each cursor stands, without the zeros: every component shares the page's cursor."""
    cursors = [group for group in shown.groups if {"t", "unit"} <= set(group)]
    return [list(place) for place in sorted({tuple(sorted(filter(None, one.values()))) for one in cursors}) if place]


def _query_numbers(query: dict[str, str], shown: Shown) -> list[float]:
    """Return the numbers of a query that a control is set to, and those of a cell's text that the page writes."""
    wanted = [abs(float(value)) for value in query.values() if re.fullmatch(r"-?\d+(\.\d+)?", value)]
    constants = [number for number in numbers_of(query.get("own", "")) if number % 1]
    return [
        *(number for number in wanted if _is_among(shown.controls, number)),
        *(number for number in constants if _is_among(shown.numbers, number)),
    ]


def _written(shown: Shown) -> list[float]:
    """Return the numbers of a page of text: those in its formulas that are no indices, else the years of papers."""
    formulas = [formula for text in shown.texts for formula in MATH.findall(text)]
    found = [number for formula in formulas for number in numbers_of(formula) if number % 1 and len(str(number)) > 4]
    return found or [float(year) for text in shown.texts for year in YEAR.findall(text)]


def _is_among(numbers: set[float], number: float) -> bool:
    return any(abs(one - number) <= CLOSE * number for one in numbers)


def _holds(shown: Shown, text: str) -> bool:
    return any(text in one for one in shown.texts)


def _lies_in(place: list[float], group: dict[str, float]) -> bool:
    there = list(group.values())
    return len(there) <= 6 and all(there.count(one) >= place.count(one) for one in place)
