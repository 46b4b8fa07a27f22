import csv
import io

import numpy as np
import pytest

from explainer.inputs.table_delimiter import DELIMITERS, find_sample, has_open_quote, is_value, split_lines

ROWS = [["day", "load", "price"], ["01.02.2020", "10", "1.5"], ["02.02.2020", "20", "2.5"], ["03.02.2020", "40", "0.5"]]


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [one for one in DELIMITERS if one])
def test_what_the_standard_library_writes_is_split_as_it_was(delimiter):
    sample = find_sample(written(ROWS, delimiter))
    assert (sample.delimiter, sample.width, sample.titles) == (delimiter, 3, ())
    assert [list(cells) for _, cells in sample.rows] == ROWS and [line for line, _ in sample.rows] == [0, 1, 2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quoted_cells_are_those_that_the_standard_library_reads(delimiter):
    rng = np.random.default_rng(0)
    signs = list("ab 1" + delimiter)
    rows = [["".join(rng.choice(signs, 5)).strip() + "x" for _ in range(3)] for _ in range(20)]
    text = written(rows, delimiter)
    assert [list(cells) for _, cells in split_lines(text.split("\n"), delimiter)] == list(
        csv.reader(io.StringIO(text), delimiter=delimiter)
    )


def test_decimal_commas_between_semicolons_and_points_between_commas():
    assert find_sample("a;b\n1,5;2,5\n3,5;4,5\n").delimiter == ";"
    assert find_sample("a,b\n1.5,2.5\n3.5,4.5\n").delimiter == ","
    assert find_sample("x\n1,5\n2,5\n").rows[1][1] in (("1,5",), ("1", "5"))  # one column, or two: both are tables


def test_titles_and_empty_lines_are_no_rows():
    sample = find_sample("Load of 2020\n\na;b\n1;2\n\n3;4\n")
    assert sample.titles == ((0, ("Load of 2020",)),) and [line for line, _ in sample.rows] == [2, 3, 5]


def test_the_delimiter_that_the_file_declares_is_taken():
    assert find_sample("a:b\n1:2\n3:4", ":").delimiter == ":" and find_sample("a;b\n1;2", ",").delimiter == ","


@pytest.mark.parametrize(
    ("text", "is_open"), [('a,b\n"1,2\n3",4\n', False), ('a,b\n"1\n2" x,4\n', True), ("a b\n1 2\n", False)]
)
def test_a_quotation_mark_that_closes_in_the_middle_of_a_cell_is_open(text, is_open):
    assert has_open_quote(text, ",") == is_open


@pytest.mark.parametrize(
    ("word", "value"), [("1,5", True), ("−3", True), ("12:30", True), ("31.12.2020", True), ("x1", False)]
)
def test_numbers_dates_and_times_are_values(word, value):
    assert is_value(word) == value
