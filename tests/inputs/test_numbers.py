import numpy as np
import pytest

from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import InputError


@pytest.mark.parametrize(
    "text", ["1 2 3", "1,2,3", "1, 2, 3", "1; 2; 3", "1\n2\n3", "1\t2\t3", " 1  2 3 \n", "1 2 3\n\n"]
)
def test_separators_of_one_series(text):
    assert read_numbers(text, "none").x.tolist() == [[1], [2], [3]]


def test_several_lines_of_several_numbers_are_channels():
    sequence = read_numbers("1 0\n2 1\n−3 0", "none")
    assert sequence.x.tolist() == [[1, 0], [2, 1], [-3, 0]]
    assert sequence.channels == ("column 1", "column 2")


def test_scaling_is_described_and_undone():
    sequence = read_numbers("10 20 30", "standard")
    assert sequence.x.mean() == pytest.approx(0) and sequence.x.std() == pytest.approx(1)
    assert np.allclose(sequence.raw, [[10], [20], [30]])
    assert sequence.scalings[0].formula("value") == "(value − 20) / 8.16497"
    assert sequence.labels == ("10", "20", "30")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no input yet; type at least two numbers."),
        ("7", "There is only one number; a sequence over time needs at least two."),
        ("1,5 2,5", "“1,5” has a decimal comma; write 1.5."),
        ("1 two 3", "“two” is not a number; write numbers such as 10 or −0.5."),
        ("1 nan 3", "“nan” is not a number that a cell can read; leave it out or put a value there."),
        ("1 inf 3", "“inf” is not a number that a cell can read; leave it out or put a value there."),
        ("1 1_000 3", "“1_000” is not a number that a cell can read; leave it out or put a value there."),
        ("1 2\n3", "Line 2 has 1 number and line 1 has 2; each line is one step and needs as many."),
        ("1 1e12", "A number is larger than 1,000,000,000; divide the column first."),
        ("1 " * 501, "There are 501 numbers; 500 is the most, so leave out 1."),
        ("<script>alert(1)</script> 2", "“<script>alert(1)<…” is not a number; write numbers such as 10 or −0.5."),
    ],
)
def test_unreadable_input_is_an_error(text, sentence):
    with pytest.raises(InputError) as caught:
        read_numbers(text, "none")
    assert str(caught.value) == sentence
