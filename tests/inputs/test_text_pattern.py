"""A visitor's regular expression on a text: matches against Python's own, and a sentence for what cannot be used."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.inputs.sequence import InputError
from explainer.inputs.text_pattern import MOST_PATTERN, MOST_SECONDS, pattern_spans
from tests.figures.sentence_rules import check

LONG = "a" * 20_000 + " b" * 5_000


@given(st.sampled_from(["a+", "a|ba", r"\w+(?=\s)", "^.", "b$", "[^ab]"]), st.text("ab \n", max_size=40))
def test_matches_are_those_of_python(pattern, text):
    assert pattern_spans(pattern, text) == [one.span() for one in re.finditer(pattern, text, re.MULTILINE)]


def test_matches_of_nothing_are_left_out():
    assert pattern_spans("b*", "abba") == [(1, 3)] and pattern_spans(r"(?=a)", "aaa") == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(?:(?:(?:a{1,999}){1,999}){1,999}){1,999}z", "(?=(a+)+c)"])
def test_a_pattern_that_would_never_end_is_stopped(pattern):
    start = time.monotonic()
    with pytest.raises(InputError, match=r"was stopped after 0\.3 s") as caught:
        pattern_spans(pattern, LONG, 0.3)
    assert time.monotonic() - start < 5
    assert pattern in str(caught.value)


@pytest.mark.parametrize("pattern", ["(?R)?a", "(?<x>a(?&x)?)b", "(a(?1)?)", "(?P<x>a(?P>x)?)"])
def test_a_pattern_that_calls_itself_is_refused(pattern):
    with pytest.raises(InputError, match="calls itself") as caught:
        pattern_spans(pattern, LONG)
    check(str(caught.value))


def test_what_looks_like_a_call_is_read_where_it_is_none():
    assert pattern_spans(r"\(?R", "x(R R") == [(1, 3), (4, 5)]
    assert pattern_spans("(?i)A(?=b)", "ab") == [(0, 1)]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "There is no regular expression yet"),
        ("(a", "“(a” is not a regular expression: missing ) at character 3"),
        ("*", "nothing to repeat at character 1"),
        (r"\p{Foo}", "unknown property"),
        ("x{999999999999}", "repeat count too big"),
        (r"\L<words>", "undefined named list"),
        ("a" * (MOST_PATTERN + 1), "has 201 characters; 200 is the most"),
    ],
)
def test_a_pattern_that_cannot_be_used_gets_a_sentence(pattern, sentence):
    with pytest.raises(InputError) as caught:
        pattern_spans(pattern, "abc")
    assert sentence in str(caught.value)
    check(str(caught.value))


def test_the_sentence_about_time_keeps_the_rules():
    with pytest.raises(InputError) as caught:
        pattern_spans("(a+)+$" + "|(b+)+$" * 20, LONG, 0.05)
    check(str(caught.value))
    assert MOST_SECONDS <= 2
