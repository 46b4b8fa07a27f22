import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import gradient_descent, gradient_descent_sentences


@pytest.mark.parametrize(
    ("curve", "rate", "steps", "words"),
    [
        ("bowl", 0.1, 12, ["moves slowly: 12 steps took it from x = 1.80 to x = 0.51"]),
        (
            "bowl",
            1.85,
            12,
            ["changed direction 11 times", "0.85 times as long as the one before: the steps become shorter"],
        ),
        ("bowl", 2.0, 12, ["oscillates", "neither shorter nor longer"]),
        ("bowl", 1.0, 1, ["has converged: after 1 step it is at x = 0", "it never changed direction"]),
        ("bowl", 2.5, 4, ["diverges: step 1 goes from x = 1.80", "outside the figure"]),
        ("bowl", 0.1, 0, ["is still at x = 1.80"]),
        ("two bottoms", 3.0, 40, ["its numbers become infinite, and it stops"]),
    ],
)
def test_each_run_has_its_numbers(curve, rate, steps, words):
    curve = gradient_descent.CURVES[curve]
    text = gradient_descent_sentences.of_run(curve, gradient_descent.descend(curve, 1.8, (rate,), steps)[0], "Run 1")
    assert text.startswith(f"**Run 1**, with learning rate {number(rate)}, ")
    assert all(word in text for word in words), text


def test_the_rate_limit_is_stated_where_there_is_one():
    assert "2 / 1 = 2" in gradient_descent_sentences.of_rate_limit(gradient_descent.CURVES["bowl"])
    assert "the curvature is between −0.60 and" in gradient_descent_sentences.of_rate_limit(
        gradient_descent.CURVES["two bottoms"]
    )


def test_the_steps_of_the_table_lead_from_one_x_to_the_next():
    table = gradient_descent_sentences.rows(
        gradient_descent.descend(gradient_descent.CURVES["bowl"], 1.8, (0.3,), 5)[0]
    )
    assert table["next step"][-1] is None
    after = np.add(table["x"][:-1], table["next step"][:-1])
    np.testing.assert_allclose(after, table["x"][1:])
    np.testing.assert_allclose(table["next step"][:-1], -0.3 * np.array(table["slope"][:-1]))
