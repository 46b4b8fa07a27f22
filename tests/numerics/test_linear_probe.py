import numpy as np
import pytest

from explainer.numerics.linear_probe import (
    ClassProbe,
    LinearProbe,
    count_right,
    fit_class_probe,
    fit_linear_probe,
    majority_class,
)


def test_a_direction_among_many_is_found_again_on_new_rows():
    rng = np.random.default_rng(0)
    direction = rng.normal(size=12)
    old, new = rng.normal(size=(2, 600, 12))
    probe = fit_linear_probe(old, (old @ direction > 0.3).astype(np.int64))
    assert (probe.classify(new) == (new @ direction > 0.3)).mean() > 0.95
    cosine = probe.weights @ direction / np.linalg.norm(probe.weights) / np.linalg.norm(direction)
    assert cosine > 0.98


def test_its_weights_solve_the_normal_equations():
    rng = np.random.default_rng(1)
    features, classes = rng.normal(size=(50, 3)), rng.integers(0, 2, 50)
    probe = fit_linear_probe(features, classes)
    left = features @ probe.weights + probe.bias - (2 * classes - 1)
    assert np.abs(features.T @ left).max() < 1e-12 and abs(left.sum()) < 1e-12


def test_without_information_it_gives_the_majority():
    classes = np.array([1, 1, 0, 1, 0])
    assert fit_linear_probe(np.zeros((5, 4)), classes).classify(np.zeros((3, 4))).tolist() == [1, 1, 1]
    assert majority_class(classes) == 1 and majority_class(1 - classes) == 0
    shuffled = np.random.default_rng(2).integers(0, 2, 4_000)
    features = np.random.default_rng(3).normal(size=(8_000, 8))
    found = fit_linear_probe(features[:4_000], shuffled).classify(features[4_000:])
    other = np.random.default_rng(4).integers(0, 2, 4_000)
    assert (found == other).mean() == pytest.approx(0.5, abs=0.03)


def test_on_the_boundary_the_class_is_0():
    assert LinearProbe(np.array([1.0, -1.0]), 0.5).classify(np.array([[0.0, 0.5], [0.0, 0.4]])).tolist() == [0, 1]


def test_with_two_classes_both_probes_agree():
    rng = np.random.default_rng(5)
    features, classes, new = rng.normal(size=(80, 4)), rng.integers(0, 2, 80), rng.normal(size=(200, 4))
    both = fit_class_probe(features, classes, 2)
    assert both.classify(new).tolist() == fit_linear_probe(features, classes).classify(new).tolist()


def test_each_class_has_the_weights_of_its_own_probe():
    rng = np.random.default_rng(6)
    features, classes = rng.normal(size=(90, 5)), rng.integers(0, 4, 90)
    probe = fit_class_probe(features, classes, 4)
    assert probe.weights.shape == (5, 4) and probe.bias.shape == (4,)
    for k in range(4):
        one = fit_linear_probe(features, (classes == k).astype(np.int64))
        assert np.allclose(probe.weights[:, k], one.weights) and np.isclose(probe.bias[k], one.bias)


def test_the_largest_sum_wins():
    probe = ClassProbe(np.array([[1.0, 0.0, -1.0]]), np.array([0.0, 0.5, 0.0]))
    assert probe.classify(np.array([[2.0], [0.1], [-3.0]])).tolist() == [0, 1, 2]


def test_what_a_state_holds_is_counted_at_each_step():
    rng = np.random.default_rng(7)
    classes, true_classes = rng.integers(0, 3, 300), rng.integers(0, 3, 1_000)
    holds = [np.eye(3)[one] + 0.01 * rng.normal(size=(len(one), 3)) for one in (classes, true_classes)]
    noise = [rng.normal(size=(len(one), 3)) for one in (classes, true_classes)]
    right = count_right(np.stack([holds[0], noise[0]]), classes, np.stack([holds[1], noise[1]]), true_classes, 3)
    assert right[0] == 1_000 and right[1] == pytest.approx(1_000 / 3, abs=60)
