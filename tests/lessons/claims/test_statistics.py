"""Intervals, tests and power against scipy's own and against known truth."""

import numpy as np
import pytest
from scipy import stats

from explainer.lessons.claims.statistics import holm, interval, power, seeds_needed, sign_test

DRAWN = np.random.default_rng(3).normal(0.4, 1.0, 20)


def test_an_interval_holds_the_mean_and_is_near_student_s():
    found = interval(DRAWN)
    low, high = stats.t.interval(0.95, len(DRAWN) - 1, DRAWN.mean(), stats.sem(DRAWN))
    assert found.low < found.mean < found.high
    assert found.low == pytest.approx(low, abs=0.2) and found.high == pytest.approx(high, abs=0.2)
    assert found == interval(DRAWN)


@pytest.mark.parametrize("numbers", [[0.5, 0.5, 0.5], [0.1, 0.9], [0.2, np.inf, 0.3, 0.4]])
def test_the_ends_are_the_extremes_where_nothing_can_be_resampled(numbers):
    found = interval(np.array(numbers))
    assert (found.low, found.high) == (min(numbers), max(numbers))
    assert np.isfinite(found.mean)


def test_the_sign_test_counts_both_sides_and_leaves_ties_out():
    assert sign_test(np.array([1.0, 2, 3, 4, 5, 6]), 0) == pytest.approx(2 / 2**6)
    assert sign_test(np.array([0.0, 0, 1]), 0) == sign_test(np.array([1.0]), 0) == 1.0
    assert sign_test(DRAWN, 0) == stats.binomtest(int((DRAWN > 0).sum()), 20).pvalue


def test_five_seeds_never_decide():
    assert sign_test(np.ones(5), 0) > 0.05 > sign_test(np.ones(6), 0)


def test_holm_multiplies_the_smallest_by_all_and_never_falls():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([0.9, 0.6]) == (1.0, 1.0)
    assert holm([]) == ()


@pytest.mark.parametrize(("share", "seeds"), [(0.5, 16), (0.8, 16), (0.95, 8)])
def test_power_is_how_often_the_test_finds_it(share, seeds):
    above = np.random.default_rng(1).binomial(seeds, share, 20_000)
    found = np.array([stats.binomtest(k, seeds).pvalue for k in range(seeds + 1)]) <= 0.05
    assert power(share, np.array([seeds]))[0] == pytest.approx(found[above].mean(), abs=0.01)


def test_seeds_needed_grow_where_the_seeds_disagree():
    clear, mixed, none = (np.r_[np.ones(k), -np.ones(10 - k)] for k in (10, 8, 5))
    assert seeds_needed(clear, 0) < seeds_needed(mixed, 0) < 60
    assert power(11 / 12, np.array([seeds_needed(clear, 0)]))[0] >= 0.8
    assert seeds_needed(none, 0) is None
