import pytest

from explainer.inputs import time_axis
from explainer.inputs.table_file import parse_table, read_table
from explainer.inputs.table_sentences import describe


def test_rows_encoding_delimiter_and_decimal_sign_are_described():
    assert describe(read_table(b"a;b\n1,5;2,5\n3,5;4,5\n")) == (
        "2 rows in UTF-8, with semicolons between cells and a decimal comma."
    )
    assert describe(parse_table("a,b\n1.5,2\n")) == "1 row, with commas between cells."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# one\n# two\na,b\n1,2\n3,4\n", "Skipped: 2 comment lines."),
        ("sep=;\na;b\n1;2\n3;4\n", "Skipped: the line “sep=;”."),
        ("t;v\ns;m/s\n1;2\n3;4\n", "Skipped: the row of units (“s”, “m/s”)."),
        ("Load of 2020\na;b\n1;2\n3;4\n", "Skipped: 1 title line."),
        ("# one\nsep\na\n1\n", "Skipped: 1 comment line"),
    ],
)
def test_what_is_left_out_is_described(text, says):
    assert says in describe(parse_table(text))


def test_times_are_described_and_none_where_there_are_none():
    table = parse_table("t;x\n01.02.2020;1\n02.02.2020;2\n03.02.2020;3\n")
    assert time_axis.describe("t", table.times) in describe(table)
    assert describe(parse_table("a,b\n1,2\n")) == "1 row, with commas between cells."


def test_signs_and_other_words_of_the_chosen_columns_are_described():
    table = parse_table("p\n5%\n6%\n" + "7%\n" * 20 + "soon\n")
    assert "The sign % of “p” is left out: 5% is read as 5." in describe(table, ("p",))
    assert "1 cell of “p” is no number, such as “soon”; it counts as a gap." in describe(table, ("p",))
    assert "soon" not in describe(table)
