import pytest

from explainer.inputs.pair_file import parse_pairs
from explainer.inputs.sequence import InputError


@pytest.mark.parametrize(
    "text", ["one,eins\ntwo,zwei\n", "one;eins\r\ntwo;zwei", "one\teins\n\n  \ntwo\tzwei\n", '"one",eins\n"two","zwei"']
)
def test_pairs_are_read_with_any_usual_delimiter(text):
    assert parse_pairs(text) == [("one", "eins"), ("two", "zwei")]


def test_the_first_line_decides_about_the_delimiter():
    assert parse_pairs("a\tx, y\nb;c\td") == [("a", "x, y"), ("b;c", "d")]
    assert parse_pairs('"1, 2";3') == [("1, 2", "3")]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("one eins", "Line 1, “one eins”, has no tab"),
        ("", "has no tab"),
        ("a,b\nc", "Row 2, “c”, has 1 column; 2"),
        ("a,b\nc,d,e", "Row 2, “c,d,e”, has 3 columns; 2"),
        ('a,b\n"c,d', "Row 2 cannot be read"),
    ],
)
def test_what_is_no_pair_is_quoted(text, part):
    with pytest.raises(InputError, match=part):
        parse_pairs(text)
