import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import gradient_descent, gradient_descent_sentences


@pytest.mark.parametrize(
    ("curve", "rate", "steps", "words"),
    [
        ("bowl", 0.1, 12, ["crawls: 12 steps took it from x = 1.80 to x = 0.51"]),
        ("bowl", 1.85, 12, ["turned round 11 times", "0.85 times the one before: they become narrower"]),
        ("bowl", 2.0, 12, ["swings from side to side", "neither wider nor narrower"]),
        ("bowl", 1.0, 1, ["has arrived: after 1 step it is at x = 0", "it never turned round"]),
        ("bowl", 2.5, 4, ["thrown out: step 1 starts at x = 1.80", "outside the picture"]),
        ("bowl", 0.1, 0, ["still stands at x = 1.80"]),
        ("two bottoms", 3.0, 40, ["its numbers become infinite, and it stops"]),
    ],
)
def test_each_ball_is_told_by_its_numbers(curve, rate, steps, words):
    curve = gradient_descent.CURVES[curve]
    told = gradient_descent_sentences.of_ball(curve, gradient_descent.roll(curve, 1.8, (rate,), steps)[0], "Ball 1")
    assert told.startswith(f"**Ball 1**, with learning rate {number(rate)}, ")
    assert all(word in told for word in words), told


def test_the_limit_is_told_where_there_is_one():
    assert "2 / 1 = 2" in gradient_descent_sentences.of_limit(gradient_descent.CURVES["bowl"])
    assert "curvature, is between −0.60 and" in gradient_descent_sentences.of_limit(
        gradient_descent.CURVES["two bottoms"]
    )


def test_the_steps_of_the_table_lead_from_place_to_place():
    table = gradient_descent_sentences.rows(gradient_descent.roll(gradient_descent.CURVES["bowl"], 1.8, (0.3,), 5)[0])
    assert table["next step"][-1] is None
    after = np.add(table["place"][:-1], table["next step"][:-1])
    np.testing.assert_allclose(after, table["place"][1:])
    np.testing.assert_allclose(table["next step"][:-1], -0.3 * np.array(table["slope"][:-1]))
