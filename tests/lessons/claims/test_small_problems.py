"""The problems that are no tasks of the catalogue: their targets against Python's own arithmetic."""

import numpy as np
import pytest

from explainer.lessons.claims.digit_sums import DIGITS, digit_sums
from explainer.lessons.claims.mark_order import LENGTH, accuracy_lost, which_first
from explainer.lessons.claims.reversal import reversal, reversed_letters
from explainer.lessons.claims.small_training import metric_after


def numbers(one_hot):
    """Read digits (T, 10, B), ones first, as whole numbers."""
    return 10 ** np.arange(len(one_hot)) @ one_hot.argmax(axis=1)


@pytest.mark.parametrize("first", ["ones", "largest"])
def test_targets_are_the_digits_of_the_sum(first):
    batch = digit_sums(first).draw(np.random.default_rng(1), 50)
    turned = slice(None, None, 1 if first == "ones" else -1)
    x, target = batch.x[turned], batch.target[turned]
    total = 10 ** np.arange(DIGITS + 1) @ target
    assert np.array_equal(numbers(x[:, :10]) + numbers(x[:, 10:]), total)
    assert total.max() >= 10**DIGITS


def test_letters_come_back_in_reverse():
    at_once, afterwards = (reversal(one).draw(np.random.default_rng(1), 30) for one in ("at once", "afterwards"))
    assert np.array_equal(at_once.target, at_once.x.argmax(axis=1)[::-1])
    assert np.array_equal(afterwards.target[5:], at_once.target) and not afterwards.x[5:, :-1].any()
    assert np.array_equal(afterwards.mask, np.repeat([0, 1], 5)[:, None] * np.ones((1, 30)))


def test_the_first_of_two_marks_is_the_class():
    rnn = which_first("RNN", np.arange(LENGTH)).draw(np.random.default_rng(1), 40)
    mlp = which_first("MLP", np.arange(LENGTH)).draw(np.random.default_rng(1), 40)
    positions = rnn.x.argmax(axis=0)  # of A, B and the first blank, (3, B)
    assert np.array_equal(rnn.target, positions[0] > positions[1])
    assert np.array_equal(mlp.x.reshape(rnn.x.shape), rnn.x) and len(mlp.x) == 1


def test_a_shuffle_moves_items_and_leaves_the_class():
    order = np.random.default_rng(2).permutation(LENGTH)
    plain, shuffled = (which_first("RNN", one).draw(np.random.default_rng(1), 40) for one in (np.arange(LENGTH), order))
    assert np.array_equal(shuffled.x, plain.x[order]) and np.array_equal(shuffled.target, plain.target)
    mixed = which_first("RNN", None).draw(np.random.default_rng(1), 40)
    assert np.array_equal(mixed.x.sum(axis=0), plain.x.sum(axis=0)) and np.array_equal(mixed.target, plain.target)


def test_an_mlp_does_not_mind_a_fixed_shuffle():
    assert abs(accuracy_lost({"network": "MLP", "shuffle": "the same"}, 3)) < 0.1
    assert accuracy_lost({"network": "MLP", "shuffle": "another"}, 3) > 0.3


def test_at_once_no_more_than_the_letters_that_were_read_can_be_right():
    most = (3 + 2 / 6) / 5
    assert reversed_letters({"cell": "GRU", "writes": "at once"}, 3) < most + 0.03


def test_the_same_seed_gives_the_same_metric():
    problem = digit_sums("ones")
    assert metric_after(problem, "GRU", 3, updates=20) == metric_after(problem, "GRU", 3, updates=20)
    assert metric_after(problem, "GRU", 3, updates=20) < 0.5
