import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem


def test_the_test_rows_follow_the_training_rows_and_the_future_follows_the_probe():
    problem = make_problem("trend", {})
    t = np.linspace(0, 30, 100)
    y = 0.1 * t + np.sin(t)
    assert np.allclose(problem.unscale(problem.test.target)[0], y[80:], atol=1e-5)
    assert np.allclose(problem.unscale(problem.probe.x)[:, 0, 0], y[60:80], atol=1e-5)
    assert np.allclose(problem.unscale(problem.future)[:, 0], y[80:90], atol=1e-5)
    most = problem.unscale(problem.draw(np.random.default_rng([1, 1]), 500).target).max()
    assert most == pytest.approx(y[20:80].max(), abs=1e-5)


def test_the_first_baseline_is_the_mean_square_of_a_step_and_least_squares_is_exact():
    t = np.linspace(0, 30, 100)
    step = np.diff(0.1 * t + np.sin(t))[79:]
    problem = make_problem("trend", {})
    assert problem.baselines[0][1] == pytest.approx((step**2).mean(), rel=1e-4)
    assert problem.baselines[-1][0] == "least squares on the lookback" and problem.baseline < 1e-12


def test_the_steps_of_the_probe_are_labelled_by_t():
    problem = make_problem("trend", {})
    assert len(problem.labels) == problem.steps == 20 and problem.labels[-1] == f"{79 * 30 / 99:.1f}"
