import dataclasses

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table import read_columns
from explainer.inputs.table_file import parse_table

CSV = "day,load,price\nMon,10,1.5\nTue,20,2.5\nWed,40,0.5\n"
DATED = "t;x\n01.02.2020;1\n02.02.2020;\n03.02.2020;3\n05.02.2020;7\n"


def test_columns_are_chosen_and_scaled():
    table = parse_table(CSV)
    assert table.numeric_names == ("load", "price") and len(table) == 3
    sequence = read_columns(table, ("load", "price"), 0, 500, "0 to 1")
    assert np.allclose(sequence.x[:, 0], [0, 1 / 3, 1])
    assert sequence.channels == ("load", "price") and sequence.labels == ("10 1.5", "20 2.5", "40 0.5")


def test_rows_can_be_cut_out():
    assert read_columns(parse_table(CSV), ("load",), 1, 2, "none").x.tolist() == [[20], [40]]


@pytest.mark.parametrize(
    ("gaps", "values", "labels"),
    [
        ("carry forward", [1, 1, 3, 7], "1 2 3 5"),
        ("interpolate", [1, 2, 3, 7], "1 2 3 5"),
        ("drop rows", [1, 3, 7], "1 3 5"),
    ],
)
def test_gaps_are_filled_or_dropped_and_the_dates_are_the_labels(gaps, values, labels):
    sequence = read_columns(parse_table(DATED), ("x",), 0, 500, "none", gaps=gaps)
    assert sequence.raw[:, 0].tolist() == values
    assert sequence.labels == tuple(f"2020-02-0{day}" for day in labels.split())


def test_values_without_a_choice_are_an_error_where_there_is_a_gap():
    table = parse_table(DATED)
    with pytest.raises(InputError, match="Column “x”, row 2: the cell is empty; fill it or choose other rows"):
        table.values()
    assert table.values(gaps="drop rows").tolist() == [[1], [3], [7]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\n1\nfoo\n", "Column “a”, row 2: “foo” is not a number; write numbers such as 10 or −0.5."),
        (
            "a\n1\n-inf\n",
            "Column “a”, row 2: “-inf” is not a number that a cell can read; leave it out or put a value there.",
        ),
        ("a\n1\n", "There is only one number; a sequence over time needs at least two."),
        (
            ",b\n?,1\nNA,2\n",
            "No row has a value in each of the chosen columns; choose fewer columns, or fill the gaps.",
        ),
    ],
)
def test_a_cell_that_is_no_number_is_quoted_with_its_place(text, sentence):
    table = parse_table(text)
    with pytest.raises(InputError) as caught:
        read_columns(table, table.names[:1], 0, 500, "none")
    assert str(caught.value) == sentence


def test_no_column_and_too_many():
    table = parse_table(",".join(f"c{k}" for k in range(70)) + "\n" + ",".join("1" * 70) + "\n" + ",".join("2" * 70))
    with pytest.raises(InputError, match="No column is chosen"):
        read_columns(table, (), 0, 10, "none")
    with pytest.raises(InputError, match="There are 70 columns; 64 is the most"):
        read_columns(table, table.names, 0, 10, "none")


def test_a_number_that_could_be_meant_either_way_is_decided_by_an_answer():
    table = parse_table("a;b\n1.234;x\n12.345;y\n")
    assert table.decimal_of("a") == (".", True) and table.values("a").tolist() == [[1.234], [12.345]]
    assert dataclasses.replace(table, decimal=",").values("a").tolist() == [[1234], [12345]]
    assert parse_table("a;b\n1,234;x\n12,345;y\n").values("a").tolist() == [[1.234], [12.345]]


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("a;b\n1.234;0,5\n12.345;1,5\n", ",", 1234),  # the other column has decimal commas
        ("a;b\n1.234;0.5\n12.345;1.5\n", ".", 1.234),
        ("a;b\n1.234;x\n0.345;y\n", ".", 1.234),  # no group begins with 0
        ('a,b\n"1,234",x\n"12,345",y\n', ".", 1234),  # beside a comma as delimiter
    ],
)
def test_a_decimal_sign_is_found_where_the_file_shows_it(text, sign, value):
    table = parse_table(text)
    assert table.decimal_of("a") == (sign, False) and table.values("a")[0, 0] == value


def test_day_and_month_are_unclear_where_they_could_be_either_way():
    table = parse_table("t,x\n2/3/2020,1\n3/4/2020,2\n")
    assert table.columns[0].is_ambiguous and table.labels(np.array([0])) == ("2020-03-02",)
    assert dataclasses.replace(table, form="month/day/year").labels(np.array([0])) == ("2020-02-03",)
    regular = parse_table("t,x\n1/1/2020,1\n2/1/2020,2\n3/1/2020,3\n4/1/2020,4\n5/1/2020,4\n")
    assert regular.columns[0].is_ambiguous  # every day in January, or the first of each month
    american = parse_table("t,x\n1/30/2020,1\n1/31/2020,2\n2/1/2020,3\n")
    assert not american.columns[0].is_ambiguous and american.labels(np.array([2])) == ("2020-02-01",)


def test_times_of_day_are_added_to_their_dates():
    table = parse_table("Date;Time;P\n16/12/2006;17:24:00;4.216\n16/12/2006;17:25:00;?\n")
    assert table.labels(np.array([0, 1])) == ("2006-12-16 17:24", "2006-12-16 17:25")
    assert table.numeric_names == ("P",)


def test_a_million_rows_are_read_and_no_more():
    lines = "a\n" + "1.5\n" * 1_000_000
    table = parse_table(lines)
    assert table.numbers("a").shape == (1_000_000, 1) and table.numbers("a").sum() == 1_500_000
    with pytest.raises(InputError, match="The file has more than 1,000,000 rows of 1 column; that is the most"):
        parse_table(lines + "2\n")
