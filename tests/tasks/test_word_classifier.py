import numpy as np
import pytest

from explainer.tasks.bag_of_words import count_words, fit_bag_of_words
from explainer.tasks.word_classifier import SLICE, WordClassifier, _moments, fit_word_classifier


def random_texts(rng, count: int, n: int, steps: int = 9):
    return rng.integers(0, n, (steps, count)), rng.integers(0, 3, count)


@pytest.mark.parametrize("penalty", [0.5, 20.0])
@pytest.mark.parametrize("count", [40, 2 * SLICE + 7])
def test_it_is_the_ridge_regression_on_the_counts(count, penalty):
    """Against least squares on rows that are added for the penalty, which the bias does not have."""
    tokens, classes = random_texts(np.random.default_rng(1), count, 12)
    found = _moments(tokens, classes, 12, 3).fit(penalty)
    features = np.column_stack([count_words(tokens, 12), np.ones(count)])
    added = np.sqrt(penalty) * np.eye(13)[:12]
    rows, targets = np.vstack([features, added]), np.vstack([np.eye(3)[classes], np.zeros((12, 3))])
    expected = np.linalg.lstsq(rows, targets, rcond=None)[0]
    assert found.weights == pytest.approx(expected[:12], abs=1e-8) and found.bias == pytest.approx(expected[12])


def test_with_two_classes_and_hardly_a_penalty_it_classifies_as_the_bag_of_words_does():
    rng = np.random.default_rng(3)
    tokens, classes = rng.integers(1, 20, (8, 400)), rng.integers(0, 2, 400)
    found = _moments(tokens, classes, 20, 2).fit(1e-6)
    assert np.array_equal(found.classify(tokens), fit_bag_of_words(tokens, classes, 20).classify(tokens))


def test_several_classes_are_found_by_a_word_of_their_own():
    rng = np.random.default_rng(5)
    classes = rng.integers(0, 4, 500)
    tokens = rng.integers(5, 30, (10, 500))
    tokens[rng.integers(0, 10, 500), np.arange(500)] = classes + 1
    found = fit_word_classifier(tokens[:, :400], classes[:400], 30, 4)
    assert (found.classify(tokens[:, 400:]) == classes[400:]).mean() > 0.95


def test_more_words_than_texts_are_no_trouble():
    """Without a penalty the fit would follow chance: words that say nothing outnumber the texts."""
    rng = np.random.default_rng(7)
    classes = rng.integers(0, 2, 120)
    tokens = rng.integers(3, 400, (12, 120))
    tokens[0] = classes + 1
    found = fit_word_classifier(tokens[:, :80], classes[:80], 400, 2)
    assert (found.classify(tokens[:, 80:]) == classes[80:]).mean() > 0.9


def test_the_largest_sum_is_the_class():
    found = WordClassifier(np.array([[0.0, 0], [1, 0], [0, 2]]), np.array([0.5, 0.0]))
    assert found.classify(np.array([[1, 2, 0], [2, 0, 0]])).tolist() == [1, 1, 0]
