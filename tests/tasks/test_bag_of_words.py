import numpy as np
import pytest

from explainer.numerics.linear_probe import LinearProbe
from explainer.tasks.bag_of_words import BagOfWords, count_words, fit_bag_of_words


def test_words_are_counted_and_padding_is_not():
    tokens = np.array([[1, 2], [3, 2], [3, 0], [0, 0]])  # (T, B)
    assert count_words(tokens, 4).tolist() == [[0, 1, 0, 2], [0, 0, 2, 0]]


def test_a_fit_by_hand():
    tokens = np.array([[1, 2, 1, 1], [0, 0, 1, 2]])  # “1”, “2”, “1 1”, “1 2”
    bag = fit_bag_of_words(tokens, np.array([1, 0, 1, 1]), 3)
    counts = np.array([[1, 0, 1], [0, 1, 1], [2, 0, 1], [1, 1, 1]])
    normal = np.linalg.solve(counts.T @ counts, counts.T @ np.array([1, -1, 1, 1]))  # the normal equations
    weights = bag.probe.weights
    assert [*weights[1:], bag.probe.bias] == pytest.approx(list(normal)) and weights[0] == pytest.approx(0)


def test_the_order_of_words_does_not_count():
    bag = BagOfWords(LinearProbe(np.array([0.0, 1.0, -0.6, 0.0]), -0.1))
    tokens = np.array([[1, 3, 2], [3, 1, 3], [2, 2, 0]])  # twice “1 2 3” in other orders, once “2 3”
    assert bag.classify(tokens).tolist() == [1, 1, 0]
