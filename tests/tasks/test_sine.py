import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem
from explainer.tasks.sine import baselines, linear_prediction_error, waves


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


@pytest.mark.parametrize("period", [5.0, 11.3, 20.0])
def test_the_simple_answers_are_those_of_a_loop(period):
    test = make_problem("sine", {"length": 40, "period": period, "noise": 0.2}).test
    half, rows = round(period / 2), int(np.ceil(period / 2))
    fitted, _ = waves(rows + 1, period, 0.2, np.random.default_rng(9), 50_000)
    weights = np.linalg.lstsq(fitted[:-1].T.astype(float), fitted[-1].astype(float), rcond=None)[0]
    slope = np.cos(2 * np.pi / period) / 2 / (0.5 + 0.2**2)
    errors = []
    for t in range(40):
        if t >= period / 2:
            past, target = test.x[: t + 1, 0].astype(float), test.target[t, 0]
            simple = [past[t], slope * past[t], -past[t + 1 - half], weights @ past[t + 1 - rows : t + 1]]
            errors.append([np.mean((one - target) ** 2) for one in simple])
    found = baselines(test, period, 0.2)
    assert [score for _, score in found] == pytest.approx(np.mean(errors, axis=0), rel=5e-3)
    assert [score for _, score in found][:3] == pytest.approx(np.mean(errors, axis=0)[:3], rel=1e-6)
    assert found[1][1] == pytest.approx(linear_prediction_error(period, 0.2), rel=0.05)


def test_the_future_continues_the_probe():
    problem = make_problem("sine", {"noise": 0.0})
    whole = np.concatenate([problem.probe.x[:, 0, 0], problem.future[:, 0]])
    assert problem.future[0] == problem.probe.target[-1, 0]
    assert np.allclose(whole[2:] + whole[:-2], 2 * np.cos(2 * np.pi / 20) * whole[1:-1], atol=1e-5)
