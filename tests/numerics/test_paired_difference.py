import numpy as np
import pytest

from explainer.numerics.paired_difference import paired_difference


def test_the_mean_and_its_interval_are_those_of_the_t_test():
    found = paired_difference([3.0, 5.0, 4.0], [1.0, 2.0, 3.0])  # differences 2, 3, 1: mean 2, deviation 1
    assert found.mean == pytest.approx(2.0)
    assert (found.low, found.high) == pytest.approx((2 - 4.30265 / 3**0.5, 2 + 4.30265 / 3**0.5), rel=1e-5)
    assert found.sign == "unclear"


@pytest.mark.parametrize(("shift", "sign"), [(5.0, "higher"), (-5.0, "lower"), (0.0, "unclear")])
def test_the_sign_is_that_of_an_interval_without_zero(shift, sign):
    first = np.array([0.1, -0.2, 0.3, 0.0, -0.1])
    assert paired_difference(first + shift, np.zeros(5)).sign == sign


@pytest.mark.parametrize("seeds", [2, 5, 10])
def test_the_interval_holds_the_truth_in_about_95_of_100_trials(seeds):
    rng = np.random.default_rng(3)
    found = [paired_difference(rng.normal(1.0, 2.0, seeds), np.zeros(seeds)) for _ in range(2000)]
    assert np.mean([one.low <= 1.0 <= one.high for one in found]) == pytest.approx(0.95, abs=0.015)


def test_pairs_that_move_together_differ_clearly():
    first = [10.0, 20.0, 30.0]
    assert paired_difference(first, [one - 1 for one in first]).sign == "higher"
