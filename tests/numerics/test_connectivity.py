from itertools import combinations

import numpy as np
import pytest

from explainer.numerics.connectivity import fewest_with, furthest_with, shares


def test_shares_add_up_to_one_and_nothing_has_no_shares():
    assert shares(np.array([1.0, 3.0])).tolist() == [0.25, 0.75]
    assert shares(np.zeros(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_no_smaller_set_of_inputs_carries_half(seed):
    parts = shares(np.random.default_rng(seed).exponential(size=8))
    count = fewest_with(parts)
    reached = {k: max(sum(chosen) for chosen in combinations(parts, k)) for k in (count - 1, count)}
    assert reached[count - 1] < 0.5 <= reached[count]


def test_no_input_carries_half_of_nothing():
    assert fewest_with(np.zeros(4)) == 0 and furthest_with(np.zeros(4)) is None


def test_the_furthest_input_is_the_first_with_more_than_the_share():
    assert furthest_with(np.array([0.01, 0.02, 0.0, 0.97])) == 1
    assert furthest_with(np.array([0.2, 0.2, 0.6]), 0.5) == 2
