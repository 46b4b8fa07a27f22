import numpy as np
import pytest

from explainer.tasks.catalogue import made
from explainer.tasks.metrics import METRICS, is_solved, score


def measure(key, said, truth, counts=None):
    return METRICS[key].measure(np.array(said), np.array(truth), None if counts is None else np.array(counts))


def test_accuracy_by_hand():
    scores = [[0.1, 2.0, -1.0], [0.2, 1.0, -3.0], [0.0, 3.0, 0.0]]  # (k, B): classes 1, 2, 2
    assert measure("accuracy", scores, [1, 0, 2]) == pytest.approx(2 / 3)
    each = [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]]  # (T, k, B): classes 1 and 0 at each step
    assert measure("accuracy", each, [[1, 1], [1, 0]]) == pytest.approx(3 / 4)
    assert measure("accuracy", each, [[1, 1], [1, 0]], [[1, 0], [1, 1]]) == 1


def test_a_string_is_accepted_whole_or_not():
    truth = np.array([[[1.0, 1.0]], [[0.0, 0.0]]])  # (T, k, B)
    said = [[[0.6, 0.9]], [[0.4, 0.7]]]
    assert measure("accepted", said, truth) == 0.5
    assert measure("accepted", said, truth, [[1.0, 1.0], [1.0, 0.0]]) == 1


def test_numbers_by_hand():
    assert measure("mse", [[1.0, 2.0]], [[0.0, 4.0]]) == pytest.approx(2.5)
    assert measure("mae", [[1.0, 2.0]], [[0.0, 4.0]]) == pytest.approx(1.5)
    assert measure("mse", [[[1.0]], [[3.0]]], [[[0.0]], [[0.0]]], [[1.0], [0.0]]) == pytest.approx(1.0)


def test_smape_is_the_textbook_one():
    assert measure("smape", [[110.0, 0.0, 5.0]], [[90.0, 0.0, -5.0]]) == pytest.approx((0.2 + 0 + 2) / 3)


def test_every_metric_says_which_way_is_better():
    for metric in METRICS.values():
        assert metric.better in ("higher", "lower") and f"{metric.better} is better" in metric.words
        assert metric.written.format(0.5)


def test_a_score_is_in_the_units_of_the_series():
    problem = made("windows", {})
    assert score(
        problem, problem.test.target + problem.scalings[0].apply(10) - problem.scalings[0].apply(0), problem.test
    ) == pytest.approx(10, rel=1e-5)


def test_solved_is_on_the_better_side_and_no_number_is_not():
    higher, lower = made("recall", {}), made("adding", {})
    assert is_solved(higher, 1.0) and not is_solved(higher, 0.5) and not is_solved(higher, float("nan"))
    assert is_solved(lower, 0.001) and not is_solved(lower, 0.2) and not is_solved(lower, float("nan"))
