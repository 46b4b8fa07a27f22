"""A share's interval is Wilson's."""

from math import sqrt

import pytest

from explainer.numerics.share import wilson_share


@pytest.mark.parametrize(("count", "trials"), [(0, 5), (3, 5), (5, 5), (17, 40)])
def test_the_interval_is_that_of_the_score_test_inverted(count, trials):
    z, p = 1.959963984540054, count / trials
    middle = (p + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(p * (1 - p) / trials + z * z / (4 * trials**2)) / (1 + z * z / trials)
    found = wilson_share(count, trials)
    assert (found.low, found.high) == pytest.approx((max(0, middle - half), min(1, middle + half)), abs=1e-12)
    assert found.value == p


def test_without_trials_nothing_is_known():
    assert wilson_share(0, 0).value == 0
    assert (wilson_share(0, 0).low, wilson_share(0, 0).high) == (0, 1)
