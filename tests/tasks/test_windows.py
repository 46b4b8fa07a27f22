import numpy as np

from explainer.tasks.catalogue import made


def test_windows_of_three_from_ten_to_hundred():
    problem = made("windows", {})
    scaling = problem.scalings[0]
    batch = problem.draw(np.random.default_rng([1, 1]), 200)
    seen = {
        tuple(np.round(scaling.undo(numbers)).astype(int))
        for numbers in np.concatenate([batch.x[:, 0], batch.target]).T.astype(float)
    }
    assert seen == {(k, k + 10, k + 20, k + 30) for k in range(10, 80, 10)}
    assert np.allclose(scaling.undo(problem.probe.x[:, 0, 0]), [80, 90, 100], atol=1e-4)
    assert np.allclose(problem.unscale(problem.probe.target), 110)
    assert problem.labels == ("80", "90", "100")


def test_the_test_holds_all_windows_the_one_after_them_too():
    problem = made("windows", {})
    assert np.allclose(problem.unscale(problem.test.x)[0, 0], np.arange(10, 81, 10), atol=1e-4)
    assert np.allclose(problem.unscale(problem.test.target)[0], np.arange(40, 111, 10), atol=1e-4)
    assert np.array_equal(problem.test.x[..., -1:], problem.probe.x)


def test_the_baseline_is_ten_and_the_future_goes_on():
    problem = made("windows", {"window": 5})
    assert np.isclose(problem.baseline, 10, rtol=1e-5)
    assert np.allclose(problem.unscale(problem.future)[:, 0], np.arange(110, 201, 10), atol=1e-3)


def test_the_widest_window_leaves_something_to_learn():
    assert made("windows", {"window": 8}).draw(np.random.default_rng([1, 1]), 4).x.shape == (8, 1, 4)
