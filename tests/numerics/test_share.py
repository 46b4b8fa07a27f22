"""A share's interval is Wilson's."""

import pytest
from scipy.stats import binomtest

from explainer.numerics.share import wilson_share


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize(("count", "trials"), [(0, 1), (1, 1), (0, 5), (3, 5), (5, 5), (17, 40), (4095, 4096)])
def test_the_interval_is_that_of_scipy(count, trials, confidence):
    expected = binomtest(count, trials).proportion_ci(confidence, "wilson")
    found = wilson_share(count, trials, confidence)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert found.value == count / trials


def test_without_trials_nothing_is_known():
    assert wilson_share(0, 0).value == 0
    assert (wilson_share(0, 0).low, wilson_share(0, 0).high) == (0, 1)
