import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem
from explainer.tasks.sine import linear_prediction_error, waves


def test_the_target_is_the_next_value():
    batch = make_problem("sine", {"length": 30}).draw(np.random.default_rng([3, 1]), 40)
    assert np.array_equal(batch.x[1:, 0], batch.target[:-1, 0])
    assert batch.mask[:10].sum() == 0 and batch.mask[10:].all()


def test_without_noise_it_is_a_sine():
    values, clean = waves(50, 12.5, 0.0, np.random.default_rng(1), 3)
    assert np.allclose(values, clean, atol=1e-6)
    assert np.allclose(clean[2:] + clean[:-2], 2 * np.cos(2 * np.pi / 12.5) * clean[1:-1])  # the recurrence of a sine


@pytest.mark.parametrize(("period", "noise"), [(20.0, 0.1), (8.0, 0.5)])
def test_the_linear_prediction_error_is_that_of_least_squares(period, noise):
    values, _ = waves(21, period, noise, np.random.default_rng(1), 20_000)
    x, y = values[:-1].ravel().astype(float), values[1:].ravel().astype(float)
    slope, shift = np.polyfit(x, y, 1)
    assert np.mean((slope * x + shift - y) ** 2) == pytest.approx(linear_prediction_error(period, noise), rel=0.02)


def test_the_future_continues_the_probe():
    problem = make_problem("sine", {"noise": 0.0})
    whole = np.concatenate([problem.probe.x[:, 0, 0], problem.future[:, 0]])
    assert problem.future[0] == problem.probe.target[-1, 0]
    assert np.allclose(whole[2:] + whole[:-2], 2 * np.cos(2 * np.pi / 20) * whole[1:-1], atol=1e-5)
