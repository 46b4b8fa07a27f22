import numpy as np

from explainer.tasks.pair_baselines import simple_answers
from explainer.tasks.pairs import data_from_pairs


def score(training, test) -> dict[str, float]:
    return dict(simple_answers(data_from_pairs(training, test)))


def test_the_most_frequent_target_is_that_of_the_training_pairs():
    found = score([("a", "x"), ("b", "x"), ("c", "y")] * 5, [("d", "x"), ("e", "x"), ("f", "y"), ("g", "z")])
    assert found["the most frequent target"] == 0.5


def test_the_most_similar_source_is_compared_from_both_ends():
    training = [("abcd", "first"), ("wxyz", "last")]
    test = [("abq", "first"), ("qyz", "last"), ("abcz", "first"), ("aqqxyz", "first")]
    assert score(training, test)["the target of the most similar source"] == 0.75  # the last one is like “wxyz”


def test_both_are_shares_of_what_was_held_out():
    rng = np.random.default_rng(2)
    strings = ["".join(rng.choice(list("abc"), 4)) for _ in range(60)]
    pairs = [(one, one[::-1]) for one in dict.fromkeys(strings)]
    assert all(0 <= value <= 1 for value in score(pairs[10:], pairs[:10]).values())
    assert score(pairs, pairs)["the target of the most similar source"] > 0.9
