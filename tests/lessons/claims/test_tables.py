"""Tables of claims come back as they were written."""

import csv
import io
from dataclasses import replace

import numpy as np

from explainer.lessons.claims import listing, tables
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import NotTestable


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_numbers_of_all_seeds_come_back():
    numbers = {"a, b": np.array([0.1, 1 / 3, np.inf]), "c": np.array([1.0, 2.0])}
    head, *rows = read(tables.numbers_csv(numbers, 7))
    assert head == ["seed", "a, b", "c"]
    assert [int(row[0]) for row in rows] == [7, 8, 9] and [float(row[1]) for row in rows] == [0.1, 1 / 3, np.inf]
    assert [row[2] for row in rows] == ["1.0", "2.0", ""]
    assert read(tables.numbers_csv({}, 7)) == [["seed"]]


def test_what_a_spreadsheet_would_compute_is_a_text():
    assert read(tables.numbers_csv({"=1+1": np.array([1.0])}, 0))[0] == ["seed", "'=1+1"]


def test_the_list_has_a_row_for_each_comparison(results):
    rows = listing.rows()
    head, *lines = read(tables.rows_csv(rows))
    assert tuple(head) == tables.COLUMNS and all(len(one) == len(head) for one in lines)
    expected = [max(1, len(one.verdict.outcomes) if one.verdict else 0) for one in rows]
    assert len(lines) == sum(expected) and [*dict.fromkeys(line[0] for line in lines)] == list(CLAIMS)
    outcome = next(one for one in rows if one.verdict).verdict.outcomes[0]
    first = next(line for line in lines if line[6] == outcome.comparison.name)
    assert float(first[7]) == float(f"{outcome.interval.mean:.6g}") and int(first[5]) == len(outcome.numbers)


def test_the_page_has_every_claim_and_says_why_where_it_differs(results):
    rows = listing.rows()
    page = tables.page(rows)
    assert all(f"| {one} | " in page for one in CLAIMS)
    row = next(one for one in rows if one.verdict)
    other = {"holds": "depends"}.get(row.outcome, "holds")
    why = "It is | so."
    differs = listing.Row(replace(row.claim, expected=other, why=why), row.verdict, row.p)
    same = listing.Row(replace(row.claim, expected=row.outcome, why=why), row.verdict, row.p)
    assert "It is / so." in tables.page([differs]) and "It is / so." not in tables.page([same])
    nobody = replace(row.claim, experiment=NotTestable("Nobody can."))
    assert "Nobody can." in tables.page([listing.Row(nobody, None)])
