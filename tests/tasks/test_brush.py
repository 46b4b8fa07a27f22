"""The brush on the shipped networks and on the network set by hand."""

import numpy as np
import pytest

from explainer.numerics.unit_spans import signs_on
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.tasks.brush import brush, suggested_span
from explainer.tasks.unit_finder import find_units
from tests.tasks.test_unit_finder import QUOTE_UNIT, quote_network, quote_problem


def shipped(run):
    weights = load_checkpoint(run, nearest_step(run, None))
    return find_units(weights.layers, weights.problem)


def test_a_brushed_quote_finds_the_quote_unit_and_the_other_quotes():
    problem = quote_problem()
    finder = find_units(quote_network(problem), problem)
    text = finder.text.joined
    places = [k for k, one in enumerate(text) if one == '"']
    start, stop = places[2], places[3]  # from an opening quote until before the closing one
    found = brush(finder, (start, stop), 0.5, finder.read.of("c"))
    quote = next(k for k in finder.read.of("c") if finder.read.units[k].number == QUOTE_UNIT)
    assert found.span == (start, stop) and found.units[int(quote)] == 1
    alone = brush(finder, (start, stop), 0.5, np.array([quote]))
    expected = set(zip(places[::2], places[1::2], strict=False)) - {(start, stop)}
    assert alone.others and {(one.start, one.stop) for one in alone.others} <= expected
    lengths = [abs(one.stop - one.start - stop + start) for one in alone.others]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("run", ["text-lstm", "text-gru", "text-rnn", "reviews-lstm", "pronouns-gru"])
def test_the_suggested_span_has_units_and_they_are_on_over_it_and_off_around(run):
    finder = shipped(run)
    columns = np.arange(len(finder.read.units))
    found = brush(finder, None, 0.5, columns)
    on = signs_on(finder.read.values, 0.5, finder.read.signed)
    start, stop = found.span
    assert found.units and stop - start >= 3
    assert found.span == suggested_span(on, finder.text)
    for unit, sign in found.units.items():
        assert (on[start:stop, unit] == sign).all()
        assert start in finder.text.starts or on[start - 1, unit] != sign
        assert stop in finder.text.ends or on[stop, unit] != sign
    for one in found.others:
        same = sum((on[one.start : one.stop, unit] == sign).astype(int) for unit, sign in found.units.items())
        assert same.min() >= one.on > len(found.units) / 2
        assert one.stop <= start or one.start >= stop


def test_a_threshold_that_nothing_reaches_finds_nothing():
    finder = shipped("text-gru")
    found = brush(finder, (10, 14), 5.0, finder.read.of("h"))
    assert found.units == {} and found.others == ()
