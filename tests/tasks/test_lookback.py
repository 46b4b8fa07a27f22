from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks import lookback
from explainer.tasks.metrics import in_units
from explainer.tasks.problem import TaskError
from explainer.tasks.season import Season
from explainer.tasks.windowed_series import TARGETS, WindowedSeries

RNG = np.random.default_rng(5)
X = RNG.standard_normal((60, 3)) * [1, 10, 100] + [0, 5, -3]
SERIES = WindowedSeries(X, X[:, 1], lookback=6, ahead=2, train_rows=40, unscaled=1, column=1)


def make_problem(series):
    return lookback.make_problem(series, "mae", ("a", "b", "c"), "future b")


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


def test_repeating_the_current_value_is_among_the_baselines_and_the_best_is_the_baseline():
    problem = make_problem(SERIES)
    scores = dict(problem.baselines)
    assert scores["repeating the current value"] == pytest.approx(np.abs(X[40:, 1] - X[38:-2, 1]).mean(), rel=1e-5)
    assert problem.baseline == min(scores.values()) and problem.solved == 0.98 * problem.baseline


@pytest.mark.parametrize("target", TARGETS)
def test_predictions_and_targets_are_in_the_units_of_the_series_for_every_target(target):
    problem = make_problem(replace(SERIES, target=target, seasons=(Season(3),)))
    assert np.allclose(in_units(problem, problem.test.target, problem.test.x)[0], X[40:, 1], rtol=1e-5, atol=1e-5)
    one = problem.test.select(7)
    assert np.allclose(in_units(problem, one.target, one.x), X[47, 1], rtol=1e-5)
    batch = problem.draw(np.random.default_rng(1), 4_000)
    assert abs(batch.target.mean()) < 0.1 and batch.target.std() == pytest.approx(1, abs=0.15)


def test_a_lookback_that_is_too_short_for_the_seasonal_line_is_lengthened():
    seasonal = replace(SERIES, target=TARGETS[2], seasons=(Season(8),))
    assert make_problem(seasonal).steps == 9 and make_problem(replace(seasonal, lookback=12)).steps == 12
    assert make_problem(replace(seasonal, target=TARGETS[1])).steps == 6


def test_a_series_that_is_too_short_is_an_error():
    with pytest.raises(TaskError) as caught:
        make_problem(replace(SERIES, lookback=39))
    assert str(caught.value) == (
        "The series has 60 rows, 40 of them for training. A lookback of 39 and 2 rows ahead need at least 41; "
        "use a longer series or a shorter lookback."
    )
    assert make_problem(replace(SERIES, lookback=38)).draw(np.random.default_rng(1), 3).x.shape == (38, 3, 3)
