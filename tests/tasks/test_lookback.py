from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks import lookback
from explainer.tasks.lookback import WindowedSeries
from explainer.tasks.problem import TaskError

RNG = np.random.default_rng(5)
X = RNG.standard_normal((60, 3)) * [1, 10, 100] + [0, 5, -3]
SERIES = WindowedSeries(X, X[:, 1], lookback=6, ahead=2, train_rows=40, unscaled=1)


def make_problem(series):
    return lookback.make_problem(series, "mae", 0.5, ("a", "b", "c"), "future b")


def test_a_window_has_its_rows_and_the_target_ahead():
    numbers = np.arange(60.0)
    x = numbers[:, None].astype(np.float32)
    batch = lookback.windows(x, numbers.astype(np.float32), WindowedSeries(x, numbers, 6, 2, 40), np.array([0, 10]))
    assert batch.x[:, 0].T.tolist() == [list(range(6)), list(range(10, 16))]
    assert batch.target.tolist() == [[7, 17]]


def test_training_and_test_windows_are_split_in_time_and_use_every_row():
    assert SERIES.train_starts()[-1] + SERIES.span == 39
    assert SERIES.test_starts()[0] + SERIES.span == 40 and SERIES.test_starts()[-1] + SERIES.span == 59


def test_test_rows_change_neither_scaling_nor_training_batches():
    later = X.copy()
    later[40:] = 1e6 * RNG.standard_normal((20, 3))
    changed = make_problem(replace(SERIES, x=later, y=later[:, 1]))
    assert changed.scalings == make_problem(SERIES).scalings
    for update in range(5):
        one, other = (p.draw(np.random.default_rng([1, update]), 200) for p in (make_problem(SERIES), changed))
        assert np.array_equal(one.x, other.x) and np.array_equal(one.target, other.target)


def test_the_scaling_is_fitted_on_the_training_rows_and_can_be_undone():
    problem = make_problem(SERIES)
    assert problem.scalings[0].size == 1 and problem.scalings[0].shift == 0
    assert (problem.scalings[1].shift, problem.scalings[1].size) == pytest.approx((X[:40, 1].mean(), X[:40, 1].std()))
    assert np.allclose(problem.unscale(problem.test.target)[0], X[40:, 1], rtol=1e-5)
    assert np.allclose(problem.test.x[:, 2, 3] * X[:40, 2].std() + X[:40, 2].mean(), X[36:42, 2], rtol=1e-4)


def test_the_baseline_is_the_error_of_repeating_the_current_value():
    assert make_problem(SERIES).baseline == pytest.approx(np.abs(X[40:, 1] - X[38:-2, 1]).mean(), rel=1e-5)


def test_a_large_test_set_is_thinned_evenly():
    numbers = RNG.standard_normal(5_000)
    starts = WindowedSeries(numbers[:, None], numbers, 6, 2, 2_000).test_starts()
    assert len(starts) == 512 and starts[0] + 7 == 2_000 and starts[-1] + 7 == 4_999
    assert set(np.diff(starts).tolist()) == {5, 6}


def test_a_series_that_is_too_short_is_an_error():
    with pytest.raises(TaskError) as caught:
        make_problem(replace(SERIES, lookback=39))
    assert str(caught.value) == (
        "The series has 60 rows, 40 of them for training. A lookback of 39 and 2 rows ahead need at least 41; "
        "use a longer series or a shorter lookback."
    )
    assert make_problem(replace(SERIES, lookback=38)).draw(np.random.default_rng(1), 3).x.shape == (38, 3, 3)
