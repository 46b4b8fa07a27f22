import numpy as np

from explainer.tasks.catalogue import make_problem


def test_windows_of_three_from_ten_to_hundred():
    problem = make_problem("windows", {})
    scaling = problem.scalings[0]
    batch = problem.draw(np.random.default_rng([1, 1]), 200)
    windows = {
        tuple(np.round(scaling.undo(numbers)).astype(int))
        for numbers in np.concatenate([batch.x[:, 0], batch.target]).T.astype(float)
    }
    assert windows == {(k, k + 10, k + 20, k + 30) for k in range(10, 80, 10)}
    assert np.allclose(scaling.undo(problem.probe.x[:, 0, 0]), [80, 90, 100], atol=1e-4)
    assert np.allclose(problem.unscale(problem.probe.target), 110)
    assert problem.labels == ("80", "90", "100")


def test_the_test_set_has_all_windows_and_the_next_one():
    problem = make_problem("windows", {})
    assert np.allclose(problem.unscale(problem.test.x)[0, 0], np.arange(10, 81, 10), atol=1e-4)
    assert np.allclose(problem.unscale(problem.test.target)[0], np.arange(40, 111, 10), atol=1e-4)
    assert np.array_equal(problem.test.x[..., -1:], problem.probe.x)


def test_repeating_is_off_by_ten_continuing_is_exact_and_the_future_continues():
    problem = make_problem("windows", {"window": 5})
    scores = dict(problem.baselines)
    assert scores["repeating the current value"] == 10 and scores["continuing the last change"] == 0
    assert scores["least squares on the lookback"] < 1e-4
    assert problem.baseline == problem.solved == 0
    assert np.allclose(problem.unscale(problem.future)[:, 0], np.arange(110, 201, 10), atol=1e-3)


def test_the_widest_window_leaves_a_training_batch():
    assert make_problem("windows", {"window": 8}).draw(np.random.default_rng([1, 1]), 4).x.shape == (8, 1, 4)
