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
    places = np.linspace(*SPAN, 45)
    losses, slopes = gradient_descent.heights(CURVES[name], places)
    np.testing.assert_allclose(losses, FORMULAS[name](places), rtol=1e-10)
    step = 1e-6
    numeric = (FORMULAS[name](places + step) - FORMULAS[name](places - step)) / (2 * step)
    np.testing.assert_allclose(slopes, numeric, rtol=1e-6, atol=1e-8)


def test_the_bowl_has_a_limit_and_the_others_have_none():
    assert gradient_descent.limit(CURVES["bowl"]) == pytest.approx(2.0, rel=1e-12)
    assert gradient_descent.limit(CURVES["two bottoms"]) is None and gradient_descent.limit(CURVES["cliff"]) is None


@pytest.mark.parametrize("rate", [0.05, 0.5, 1.0, 1.95, 2.0, 2.5])
def test_a_ball_in_the_bowl_follows_the_closed_form(rate):
    (ball,) = gradient_descent.roll(CURVES["bowl"], 1.8, (rate,), 20)
    np.testing.assert_allclose(ball.places, 1.8 * (1 - rate) ** np.arange(21.0), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("step", [-0.05, 0.05])
def test_a_little_below_the_limit_a_ball_comes_nearer_and_a_little_above_it_goes_away(step):
    limit = gradient_descent.limit(CURVES["bowl"])
    (ball,) = gradient_descent.roll(CURVES["bowl"], 1.0, (limit + step,), 30)
    assert (np.diff(np.abs(ball.places)) * step > 0).all()


@pytest.mark.parametrize(
    ("curve", "start", "rate", "steps", "wanted"),
    [
        ("bowl", 1.8, 0.1, 0, "stands"),
        ("bowl", 1.8, 0.1, 12, "crawls"),
        ("bowl", 1.8, 1.0, 3, "arrives"),
        ("bowl", 1.8, 1.85, 12, "swings"),
        ("bowl", 1.8, 2.0, 40, "swings"),
        ("bowl", 1.8, 2.2, 12, "thrown out"),
        ("two bottoms", 1.8, 0.5, 40, "arrives"),
        ("cliff", 1.8, 0.7, 2, "crawls"),
        ("cliff", 1.8, 0.7, 3, "thrown out"),
    ],
)
def test_a_ball_does_what_its_learning_rate_makes_it_do(curve, start, rate, steps, wanted):
    (ball,) = gradient_descent.roll(CURVES[curve], start, (rate,), steps)
    assert gradient_descent.fate(CURVES[curve], ball) == wanted


def test_a_ball_on_a_top_does_not_arrive():
    curve = CURVES["two bottoms"]
    places = np.linspace(0.0, 0.4, 4001)
    top = places[np.abs(gradient_descent.heights(curve, places)[1]).argmin()]
    (ball,) = gradient_descent.roll(curve, float(top), (0.05,), 1)
    assert gradient_descent.fate(curve, ball) == "balances"


@pytest.mark.parametrize("curve", CURVES.values())
@pytest.mark.parametrize("start", [*gradient_descent.RANGES["place"], 0.0])
def test_every_corner_of_the_sliders_gives_finite_ways(curve, start):
    for ball in gradient_descent.roll(curve, start, gradient_descent.RANGES["rate_1"], 40):
        assert np.isfinite([ball.places, ball.losses, ball.slopes]).all()
        assert ball.stopped or len(ball.places) == 41
        assert gradient_descent.fate(curve, ball) in gradient_descent.FATES


def test_a_ball_that_becomes_infinite_stops():
    (ball,) = gradient_descent.roll(CURVES["two bottoms"], 2.0, (3.0,), 40)
    assert ball.stopped and abs(ball.places[-1]) > 1e10
    assert len(ball.places) == len(ball.losses) == len(ball.slopes) < 41


def test_both_balls_roll_alone():
    both = gradient_descent.roll(CURVES["cliff"], 1.4, (0.1, 0.7), 9)
    for ball, rate in zip(both, (0.1, 0.7), strict=True):
        (alone,) = gradient_descent.roll(CURVES["cliff"], 1.4, (rate,), 9)
        np.testing.assert_array_equal(ball.places, alone.places)
