import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.numerics.unit_thresholds import fit_unit_thresholds


def brute_force(values, classes):
    """Return the largest share that any cut on either side gets right."""
    cuts = [-np.inf, *values]
    return max(max(np.mean((values > cut) == classes), np.mean((values <= cut) == classes)) for cut in cuts)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=12))
def test_no_other_cut_is_right_more_often(rows):
    values, classes = np.array([value for value, _ in rows], float), np.array([one for _, one in rows], np.int64)
    found = fit_unit_thresholds(values[:, None], classes).classify(values[:, None])[:, 0]
    assert np.mean(found == classes) == pytest.approx(brute_force(values, classes))


def test_each_unit_has_its_own_cut_and_side():
    classes = np.array([0, 0, 1, 1])
    values = np.array([[0.0, 9.0, 5.0], [1.0, 8.0, 5.0], [3.0, 1.0, 5.0], [4.0, 0.0, 5.0]])
    found = fit_unit_thresholds(values, classes)
    assert found.cuts[:2].tolist() == [2.0, 4.5] and found.above.tolist()[:2] == [True, False]
    assert found.classify(np.array([[2.5, 2.5, 5.0], [1.5, 7.0, 5.0]])).tolist() in ([[1, 1, 1], [0, 0, 1]],
                                                                                    [[1, 1, 0], [0, 0, 0]])  # fmt: skip


def test_neighbours_without_a_number_between_them_are_still_separated():
    low = 1.0
    high = np.nextafter(low, 2)
    found = fit_unit_thresholds(np.array([[low], [high]]), np.array([0, 1]))
    assert found.classify(np.array([[low], [high]])).tolist() == [[0], [1]]


def test_on_new_values_a_unit_that_knows_nothing_is_right_half_the_time():
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 2, 4_000)
    found = fit_unit_thresholds(rng.normal(size=(4_000, 20)), classes).classify(rng.normal(size=(4_000, 20)))
    assert np.abs((found == rng.integers(0, 2, 4_000)[:, None]).mean(axis=0) - 0.5).max() < 0.05
