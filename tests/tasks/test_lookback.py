from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks import lookback
from explainer.tasks.lookback import Cut
from explainer.tasks.problem import TaskError

RNG = np.random.default_rng(5)
X = RNG.standard_normal((60, 3)) * [1, 10, 100] + [0, 5, -3]
CUT = Cut(X, X[:, 1], lookback=6, ahead=2, cut=40, plain=1)


def made(cut):
    return lookback.problem(cut, "mae", 0.5, ("a", "b", "c"), "b to come")


def test_a_window_holds_its_rows_and_the_number_ahead():
    numbers = np.arange(60.0)
    x = numbers[:, None].astype(np.float32)
    batch = lookback.windows(x, numbers.astype(np.float32), Cut(x, numbers, 6, 2, 40), np.array([0, 10]))
    assert batch.x[:, 0].T.tolist() == [list(range(6)), list(range(10, 16))]
    assert batch.target.tolist() == [[7, 17]]


def test_training_and_test_are_parted_in_time_and_use_every_row():
    assert CUT.trained()[-1] + CUT.reach == 39
    assert CUT.tested()[0] + CUT.reach == 40 and CUT.tested()[-1] + CUT.reach == 59


def test_nothing_of_the_test_is_in_the_scaling_or_the_training():
    later = X.copy()
    later[40:] = 1e6 * RNG.standard_normal((20, 3))
    changed = made(replace(CUT, x=later, y=later[:, 1]))
    assert changed.scalings == made(CUT).scalings
    for update in range(5):
        one, other = (p.draw(np.random.default_rng([1, update]), 200) for p in (made(CUT), changed))
        assert np.array_equal(one.x, other.x) and np.array_equal(one.target, other.target)


def test_the_scaling_is_that_of_the_trained_rows_and_is_undone():
    problem = made(CUT)
    assert problem.scalings[0].size == 1 and problem.scalings[0].shift == 0
    assert (problem.scalings[1].shift, problem.scalings[1].size) == pytest.approx((X[:40, 1].mean(), X[:40, 1].std()))
    assert np.allclose(problem.unscale(problem.test.target)[0], X[40:, 1], rtol=1e-5)
    assert np.allclose(problem.test.x[:, 2, 3] * X[:40, 2].std() + X[:40, 2].mean(), X[36:42, 2], rtol=1e-4)


def test_the_baseline_says_the_present_value_again():
    assert made(CUT).baseline == pytest.approx(np.abs(X[40:, 1] - X[38:-2, 1]).mean(), rel=1e-5)


def test_very_many_tests_are_thinned_evenly():
    numbers = RNG.standard_normal(5_000)
    tested = Cut(numbers[:, None], numbers, 6, 2, 2_000).tested()
    assert len(tested) == 512 and tested[0] + 7 == 2_000 and tested[-1] + 7 == 4_999
    assert set(np.diff(tested).tolist()) == {5, 6}


def test_too_short_a_series_is_said():
    with pytest.raises(TaskError) as caught:
        made(replace(CUT, lookback=39))
    assert str(caught.value) == (
        "The series has 60 rows, of which 40 are trained on; a lookback of 39 and 2 ahead need at least 41, "
        "so give a longer series or look back less far."
    )
    assert made(replace(CUT, lookback=38)).draw(np.random.default_rng(1), 3).x.shape == (38, 3, 3)
