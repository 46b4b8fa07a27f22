import numpy as np
import pytest

from explainer.lessons import gradient_descent
from explainer.lessons.gradient_descent import CURVES, SPAN

FORMULAS = {
    "bowl": lambda x: 0.5 * x**2,
    "two bottoms": lambda x: 0.15 * (x**2 - 1) ** 2 + 0.1 * x,
    "cliff": lambda x: 0.15 * x**2 + 2 / (1 + np.exp(12 - 12 * x)),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_is_its_formula_and_its_slope_that_of_finite_differences(name):
    positions = np.linspace(*SPAN, 45)
    losses, slopes = gradient_descent.loss_and_slope(CURVES[name], positions)
    np.testing.assert_allclose(losses, FORMULAS[name](positions), rtol=1e-10)
    step = 1e-6
    numeric = (FORMULAS[name](positions + step) - FORMULAS[name](positions - step)) / (2 * step)
    np.testing.assert_allclose(slopes, numeric, rtol=1e-6, atol=1e-8)


def test_the_bowl_has_a_limit_and_the_others_have_none():
    assert gradient_descent.rate_limit(CURVES["bowl"]) == pytest.approx(2.0, rel=1e-12)
    assert (
        gradient_descent.rate_limit(CURVES["two bottoms"]) is None
        and gradient_descent.rate_limit(CURVES["cliff"]) is None
    )


@pytest.mark.parametrize("rate", [0.05, 0.5, 1.0, 1.95, 2.0, 2.5])
def test_a_run_in_the_bowl_follows_the_closed_form(rate):
    (run,) = gradient_descent.descend(CURVES["bowl"], 1.8, (rate,), 20)
    np.testing.assert_allclose(run.positions, 1.8 * (1 - rate) ** np.arange(21.0), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("step", [-0.05, 0.05])
def test_below_the_rate_limit_a_run_approaches_the_minimum_and_above_it_leaves(step):
    limit = gradient_descent.rate_limit(CURVES["bowl"])
    (run,) = gradient_descent.descend(CURVES["bowl"], 1.0, (limit + step,), 30)
    assert (np.diff(np.abs(run.positions)) * step > 0).all()


@pytest.mark.parametrize(
    ("curve", "start", "rate", "steps", "wanted"),
    [
        ("bowl", 1.8, 0.1, 0, "no steps"),
        ("bowl", 1.8, 0.1, 12, "moves slowly"),
        ("bowl", 1.8, 1.0, 3, "converges"),
        ("bowl", 1.8, 1.85, 12, "oscillates"),
        ("bowl", 1.8, 2.0, 40, "oscillates"),
        ("bowl", 1.8, 2.2, 12, "diverges"),
        ("two bottoms", 1.8, 0.5, 40, "converges"),
        ("cliff", 1.8, 0.7, 2, "moves slowly"),
        ("cliff", 1.8, 0.7, 3, "diverges"),
    ],
)
def test_the_outcome_follows_from_the_learning_rate(curve, start, rate, steps, wanted):
    (run,) = gradient_descent.descend(CURVES[curve], start, (rate,), steps)
    assert gradient_descent.outcome(CURVES[curve], run) == wanted


def test_a_run_at_a_maximum_has_not_converged():
    curve = CURVES["two bottoms"]
    positions = np.linspace(0.0, 0.4, 4001)
    maximum = positions[np.abs(gradient_descent.loss_and_slope(curve, positions)[1]).argmin()]
    (run,) = gradient_descent.descend(curve, float(maximum), (0.05,), 1)
    assert gradient_descent.outcome(curve, run) == "at a maximum"


@pytest.mark.parametrize("curve", CURVES.values())
@pytest.mark.parametrize("start", [*gradient_descent.RANGES["place"], 0.0])
def test_every_corner_of_the_sliders_gives_finite_runs(curve, start):
    for run in gradient_descent.descend(curve, start, gradient_descent.RANGES["rate_1"], 40):
        assert np.isfinite([run.positions, run.losses, run.slopes]).all()
        assert run.stopped or len(run.positions) == 41
        assert gradient_descent.outcome(curve, run) in gradient_descent.OUTCOMES


def test_a_run_that_becomes_infinite_stops():
    (run,) = gradient_descent.descend(CURVES["two bottoms"], 2.0, (3.0,), 40)
    assert run.stopped and abs(run.positions[-1]) > 1e10
    assert len(run.positions) == len(run.losses) == len(run.slopes) < 41


def test_both_runs_are_independent():
    both = gradient_descent.descend(CURVES["cliff"], 1.4, (0.1, 0.7), 9)
    for run, rate in zip(both, (0.1, 0.7), strict=True):
        (alone,) = gradient_descent.descend(CURVES["cliff"], 1.4, (rate,), 9)
        np.testing.assert_array_equal(run.positions, alone.positions)
