import numpy as np
import pandas as pd
import pytest

from explainer.inputs.table_column import (
    CLOCK,
    DATE,
    NUMBER,
    SAMPLE,
    TEXT,
    Column,
    decide_decimal,
    find_column,
    sample_rows,
)


def column(words: list[str], name: str = "x") -> Column:
    return find_column(name, pd.Series(words, dtype=str))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["1", "2.5", "-3e4"], NUMBER), (["1,5", "2,5"], NUMBER), (["5%", "7%"], NUMBER), (["?", "NA", "3"], NUMBER),
        (["1"] * 19 + ["x"], NUMBER), (["1"] * 8 + ["x"] * 2, TEXT), (["01.02.2020", "02.02.2020"], DATE),
        (["2020-01-01T00:00", "2020-01-01T01:00"], DATE), (["10:00", "11:30"], CLOCK), (["a", "b"], TEXT),
        (["", "NA"], TEXT),
    ],
)  # fmt: skip
def test_the_kind_is_that_of_most_cells_and_gaps_do_not_count(words, kind):
    assert column(words).kind == kind


def test_years_are_dates_in_a_column_of_that_name_alone():
    years = ["2018", "2019", "2020"]
    assert column(years, "Year").kind == DATE and column(years, "load").kind == NUMBER


def test_day_and_month_are_ambiguous_only_where_both_orders_are_as_even():
    assert not column(["01.02.2020", "13.02.2020", "25.02.2020"]).is_ambiguous
    both = column(["01/02/2020", "02/02/2020", "03/02/2020"])  # days in a row, or months in a row
    assert set(both.forms) >= {"day.month.year", "month.day.year"} or len(both.forms) == 2


@pytest.mark.parametrize(("words", "marks"), [(["5%", "7%"], "%"), (["$5", "$1,000"], "$"), (["1", "2"], "")])
def test_signs_that_are_left_out_are_named(words, marks):
    assert column(words).marks == marks


@pytest.mark.parametrize(
    ("words", "others", "delimiter", "decimal"),
    [
        (["1.5", "2"], [], ",", (".", False)),
        (["1,5", "2"], [], ";", (",", False)),
        (["1", "2"], [], ";", (".", False)),
        (["1.234", "5.678"], [["0,5", "1,5"]], ";", (",", False)),
        (["1.234", "5.678"], [["0.5", "1.5"]], ";", (".", False)),
        (["1,234", "5,678"], [], ";", (",", True)),
        (["1,234", "5,678"], [], ",", (".", False)),
    ],
)
def test_the_decimal_sign_is_that_of_the_column_else_of_the_others_else_of_the_delimiter(
    words, others, delimiter, decimal
):
    found = column(words)
    assert decide_decimal(found, [found, *map(column, others)], delimiter) == decimal


def test_the_sample_has_the_first_rows_and_the_last_and_no_more_than_it_needs():
    assert sample_rows(2 * SAMPLE).tolist() == list(range(2 * SAMPLE))
    rows = sample_rows(10**6)
    assert len(rows) <= 2 * SAMPLE and rows[0] == 0 and rows[-1] == 10**6 - 1 and (np.diff(rows) > 0).all()
    assert set(range(SAMPLE)) <= set(rows.tolist())
