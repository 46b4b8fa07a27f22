import math

import numpy as np
import pytest

from explainer.web.room.free_question import choice_question, number_question
from explainer.web.room.histogram import MOST_BARS, edges, histogram, true_position
from explainer.web.room.question import Question


def test_options_are_counted_in_their_order():
    question = choice_question("?", ["a", "b", "c"], 2)
    assert [(bar.label, bar.count, bar.true) for bar in histogram(question, [2, 0, 2], True)] == [
        ("a", 1, False), ("b", 0, False), ("c", 2, True)
    ]  # fmt: skip
    assert not any(bar.true for bar in histogram(question, [2], False))


@pytest.mark.parametrize(("low", "high"), [(0, 100), (0, 1), (-3, 7), (3, 97), (0, 1000), (0.2, 0.9)])
def test_numbers_are_counted_as_numpy_counts_them(low, high):
    question = number_question("?", low, high, "", (low + high) / 3 + low / 3)
    answers = np.random.default_rng(1).uniform(low, high, 300)
    bars = histogram(question, answers.tolist(), True)
    assert [bar.count for bar in bars] == np.histogram(answers, edges(question))[0].tolist()
    assert len(bars) <= MOST_BARS and sum(bar.true for bar in bars) == 1


def test_few_values_have_a_bar_each():
    question = Question("number", "?", low=1, high=5, step=1, truth=4.0)
    bars = histogram(question, [1.0, 1.0, 5.0], True)
    assert [(bar.label, bar.count, bar.ends) for bar in bars] == [
        ("1", 2, None), ("2", 0, None), ("3", 0, None), ("4", 0, None), ("5", 1, None)
    ]  # fmt: skip
    assert [bar.true for bar in bars].index(True) == 3 and true_position(question) == pytest.approx(0.7)


@pytest.mark.parametrize(("low", "high"), [(1, 100), (0.001, 1000), (2, 30), (1e-9, 1e9)])
def test_a_logarithmic_scale_has_round_edges(low, high):
    question = Question("number", "?", low=low, high=high, scale="logarithmic", truth=math.sqrt(low * high))
    found = edges(question)
    assert found[0] == low and found[-1] == high and found == sorted(found) and len(found) <= MOST_BARS + 1
    assert 0.3 < (true_position(question) or 0) < 0.7


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
def test_the_position_of_the_truth_is_that_of_its_bar(scale):
    for truth in (1.0, 4.0, 20.0, 99.0, 100.0):
        question = Question("number", "?", low=1, high=100, scale=scale, truth=truth)
        bars = histogram(question, [truth], True)
        place = [bar.true for bar in bars].index(True)
        assert bars[place].count == 1
        assert place <= (true_position(question) or 0) * len(bars) <= place + 1


def test_a_curve_is_counted_by_its_mean():
    question = Question("curve", "?", low=0, high=1, steps=2, truth=(0.0, 0.0, 0.36))
    bars = histogram(question, [(0.1, 0.2, 0.3), (1.0, 1.0, 1.0)], True)
    assert sum(bar.count for bar in bars) == 2 and true_position(question) is None
    assert next(bar for bar in bars if bar.true).ends == ("0.1", "0.2")
