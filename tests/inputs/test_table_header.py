import pytest

from explainer.inputs.table_delimiter import find_sample
from explainer.inputs.table_header import LONGEST_NAME, Header, distinct, find_header


def header(text: str, comment: str = "") -> Header:
    return find_header(find_sample(text), comment)


@pytest.mark.parametrize(
    ("text", "names", "units", "first"),
    [
        ("a,b\n1,2\n3,4", ("a", "b"), ("", ""), 1),
        ("1,2\n3,4\n5,6", ("column 1", "column 2"), ("", ""), 0),
        ("t;v\ns;m/s\n1;2\n3;4", ("t", "v"), ("s", "m/s"), 2),
        ("day,load\nMon,1\nTue,2\nWed,3", ("day", "load"), ("", ""), 1),
        ("2019,2020\n1,2\n3,4", ("column 1", "column 2"), ("", ""), 0),
        ('"a","b"\n"r1",1,2\n"r2",3,4', ("row", "a", "b"), ("", "", ""), 1),
        ("a,,a\n1,2,3\n4,5,6", ("a", "column 2", "a (3)"), ("", "", ""), 1),
    ],
)
def test_names_units_and_the_first_row_are_found(text, names, units, first):
    found = header(text)
    assert (found.names, found.first) == (names, first) and (found.units or ("",) * len(names)) == units


def test_names_in_the_comment_above_are_those_of_the_columns():
    assert header("1,2\n3,4", "x, y").names == ("x", "y")
    assert header("1,2\n3,4", "made in May").names == ("column 1", "column 2")
    assert header("a,b\n3,4", "x, y").names == ("a", "b")


def test_a_table_of_names_alone_has_no_first_row():
    assert header("a,b").first == -1


def test_names_are_distinct_and_short():
    names = distinct(("a", "a", "", "a (2)", "b" * 100), 7)
    assert len(set(names)) == 7 and max(map(len, names)) <= LONGEST_NAME
    assert distinct(names, 7) == names
