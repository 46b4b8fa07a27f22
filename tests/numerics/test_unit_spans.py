"""Brushed spans against a plain search over every token, on hand-made and on random units."""

import numpy as np
import pytest

from explainer.numerics.unit_spans import Span, signs_on, similar_spans, units_on_span

GATE, STATE = False, True


def on(*rows: str):
    """Return signs (N, U) from a string per unit: + on, - on below zero, . off."""
    return np.array([[{"+": 1, "-": -1, ".": 0}[one] for one in row] for row in rows], np.int8).T


def test_a_unit_is_on_above_the_threshold_and_a_signed_one_below_minus_it_too():
    values = np.array([[0.6, 0.6], [-0.6, -0.6], [0.5, -0.5]])
    assert signs_on(values, 0.5, np.array([GATE, STATE])).tolist() == [[1, 1], [0, -1], [0, 0]]


def test_a_unit_is_on_over_the_span_and_off_around_it():
    signs = on("..++..", ".+++..", "..+++.", "..+...", "..--..", ".--++.", "..-+..", "+.++.+")
    assert units_on_span(signs, 2, 4) == {0: 1, 4: -1, 7: 1}
    assert units_on_span(signs, 2, 3) == {3: 1, 6: -1}


def test_nothing_is_around_a_span_where_its_sequence_begins_and_ends():
    signs = on("++++", "+++.", "..++")
    assert units_on_span(signs, 0, 4) == {0: 1}
    assert units_on_span(signs, 2, 4) == {2: 1}
    assert units_on_span(signs, 2, 4, starts=(0, 2)) == {0: 1, 2: 1}


def test_other_spans_are_those_with_most_units_then_the_most_exact_then_of_like_length():
    signs = on(
        ".++...++.+++++.+..++",
        ".++...++.++++.....+.",
    )
    found = similar_spans(signs, units_on_span(signs, 1, 3), (1, 3))
    assert found == [Span(6, 8, 2, 2), Span(18, 19, 2, 1), Span(9, 13, 2, 1)]


def test_spans_with_half_of_the_units_are_left_out_and_more_than_half_come_last():
    signs = on(".+...+..+.", ".+...+..+.", ".+...+....", ".+........")
    found = similar_spans(signs, {0: 1, 1: 1, 2: 1, 3: 1}, (1, 2))
    assert found == [Span(5, 6, 3, 4)]


def test_the_list_is_not_longer_than_wanted_and_empty_where_nothing_recurs():
    signs = on("+." * 40)
    assert len(similar_spans(signs, {0: 1}, (0, 1), most=7)) == 7
    assert similar_spans(on("+..."), {0: 1}, (0, 1)) == []


@pytest.mark.parametrize("seed", range(6))
def test_random_units_against_a_plain_search(seed):
    rng = np.random.default_rng(seed)
    signs = rng.integers(-1, 2, (60, 3)).astype(np.int8)
    signs = np.repeat(signs, rng.integers(1, 4, 60), axis=0)[:90]
    starts = (0, 30, 61)
    start, stop = 33, 33 + 1 + seed % 3
    found = units_on_span(signs, start, stop, starts)
    for unit in range(3):
        sign = signs[start, unit]
        inside = all(signs[t, unit] == sign != 0 for t in range(start, stop))
        assert (unit in found) == (inside and signs[start - 1, unit] != sign != signs[stop, unit])
    units = {0: 1, 2: -1}
    both = [signs[t, 0] == 1 and signs[t, 2] == -1 and not start <= t < stop for t in range(90)]
    expected = set()
    for t in (t for t in range(90) if both[t] and (t in starts or not both[t - 1])):
        end = next(e for e in range(t + 1, 91) if e == 90 or e in starts or not both[e])
        expected.add((t, end))
    assert {(one.start, one.stop) for one in similar_spans(signs, units, (start, stop), starts, 99)} == expected
