import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import METRICS, is_solved, score


def measure(key, predictions, targets, mask=None):
    return METRICS[key].measure(np.array(predictions), np.array(targets), None if mask is None else np.array(mask))


def test_accuracy_by_hand():
    scores = [[0.1, 2.0, -1.0], [0.2, 1.0, -3.0], [0.0, 3.0, 0.0]]  # (k, B): classes 1, 2, 2
    assert measure("accuracy", scores, [1, 0, 2]) == pytest.approx(2 / 3)
    each = [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]]  # (T, k, B): classes 1 and 0 at each step
    assert measure("accuracy", each, [[1, 1], [1, 0]]) == pytest.approx(3 / 4)
    assert measure("accuracy", each, [[1, 1], [1, 0]], [[1, 0], [1, 1]]) == 1


def test_a_string_is_accepted_only_if_every_step_is_correct():
    targets = np.array([[[1.0, 1.0]], [[0.0, 0.0]]])  # (T, k, B)
    predictions = [[[0.6, 0.9]], [[0.4, 0.7]]]
    assert measure("accepted", predictions, targets) == 0.5
    assert measure("accepted", predictions, targets, [[1.0, 1.0], [1.0, 0.0]]) == 1


def test_a_sequence_is_an_exact_match_only_if_every_step_of_the_mask_is_right():
    each = [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]]  # (T, k, B): classes 1 and 0 at each step
    assert measure("exact", each, [[1, 0], [1, 1]]) == 0.5
    assert measure("exact", each, [[1, 0], [1, 1]], [[1.0, 1.0], [1.0, 0.0]]) == 1
    assert measure("exact", each, [[0, 0], [1, 1]], [[1.0, 1.0], [1.0, 0.0]]) == 0.5
    assert measure("exact", [[0.1, 2.0], [0.2, 1.0]], [1, 1]) == 0.5  # (k, B), one target per sequence


def test_errors_by_hand():
    assert measure("mse", [[1.0, 2.0]], [[0.0, 4.0]]) == pytest.approx(2.5)
    assert measure("mae", [[1.0, 2.0]], [[0.0, 4.0]]) == pytest.approx(1.5)
    assert measure("mse", [[[1.0]], [[3.0]]], [[[0.0]], [[0.0]]], [[1.0], [0.0]]) == pytest.approx(1.0)


def test_smape_is_the_textbook_one():
    assert measure("smape", [[110.0, 0.0, 5.0]], [[90.0, 0.0, -5.0]]) == pytest.approx((0.2 + 0 + 2) / 3)


def test_every_description_names_the_better_direction():
    for metric in METRICS.values():
        assert metric.better in ("higher", "lower") and f"{metric.better} is better" in metric.description
        assert metric.format(0.5)


def test_a_score_is_in_the_units_of_the_series():
    problem = make_problem("windows", {})
    assert score(
        problem, problem.test.target + problem.scalings[0].apply(10) - problem.scalings[0].apply(0), problem.test
    ) == pytest.approx(10, rel=1e-5)


def test_solved_is_on_the_better_side_of_the_threshold_and_nan_is_not():
    higher, lower = make_problem("recall", {}), make_problem("adding", {})
    assert is_solved(higher, 1.0) and not is_solved(higher, 0.5) and not is_solved(higher, float("nan"))
    assert is_solved(lower, 0.001) and not is_solved(lower, 0.2) and not is_solved(lower, float("nan"))
