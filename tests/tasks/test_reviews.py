import numpy as np
import pytest

from explainer.tasks.bag_of_words import fit_bag_of_words
from explainer.tasks.batch import Batch
from explainer.tasks.catalogue import checked_settings
from explainer.tasks.review_text import INDEX, KINDS
from explainer.tasks.reviews import (
    REVIEWS,
    accuracy_by_kind,
    bag_of_words,
    bag_of_words_accuracy,
    kind_of,
    last_opinion,
)
from tests.figures.sentence_rules import check
from tests.tasks.test_review_text import slow_score


def make(**settings):
    return REVIEWS.make(checked_settings(REVIEWS, settings))


def texts(problem, batch):
    return [
        [problem.inputs[token] for token in column[:length]]
        for column, length in zip(batch.x.T, batch.lengths, strict=True)
    ]


@pytest.mark.parametrize("longest", [16, 40, 120])
def test_every_review_has_the_class_of_the_rule_and_padding_after_its_length(longest):
    problem = make(longest=longest)
    batch = problem.draw(np.random.default_rng([1, 2]), 60)
    assert batch.x.shape == (longest, 60) and batch.x.dtype == np.int64 and problem.tokens and batch.mask is None
    assert batch.lengths.max() <= longest and batch.lengths.dtype == np.int64
    outside = np.arange(longest)[:, None] >= batch.lengths
    assert np.array_equal(batch.x == 0, outside) and batch.x.max() < problem.n == len(problem.inputs)
    for words, target in zip(texts(problem, batch), batch.target, strict=True):
        assert problem.outputs[target] == ("good" if slow_score(" ".join(words)) > 0 else "bad")


def test_the_kinds_have_equal_shares_and_can_be_seen_in_the_tokens():
    problem = make()
    kinds = kind_of(problem.test.x)
    assert np.ptp(np.bincount(kinds, minlength=3)) <= 1
    for words, kind in zip(texts(problem, problem.test), kinds, strict=True):
        expected = "contrasted" if "but" in words else "negated" if "not" in words else "plain"
        assert KINDS[kind] == expected
    for kind in range(3):
        assert abs(problem.test.target[kinds == kind].mean() - 0.5) < 0.12
    assert KINDS[kind_of(problem.probe.x)[0]] == "contrasted" and problem.probe.lengths is None


def test_a_batch_depends_on_its_generator_alone():
    problem, other = make(), make()
    first, again = (one.draw(np.random.default_rng([7, 1]), 8) for one in (problem, other))
    assert np.array_equal(first.x, again.x) and np.array_equal(first.target, again.target)
    assert np.array_equal(problem.test.x, other.test.x)
    assert not np.array_equal(first.x, problem.draw(np.random.default_rng([7, 2]), 8).x)


def test_accuracy_by_kind_by_hand():
    x = np.array([[INDEX["good"]] * 4, [INDEX["not"], 0, INDEX["but"], 0]])
    batch = Batch(x, np.array([1, 1, 0, 0]))
    found = accuracy_by_kind(np.array([1, 1, 0, 1]), batch)
    assert found == {"all": 0.75, "plain": 0.5, "negated": 1.0, "contrasted": 1.0}
    assert set(accuracy_by_kind(np.array([1]), batch.select(0))) == {"all", "negated"}


def test_the_bag_of_words_reads_plain_reviews_but_no_others():
    problem, shares = make(), bag_of_words_accuracy(40)
    simple = dict(problem.baselines)
    assert simple["a bag of words"] == shares["all"] and 0.5 < shares["all"] < 0.7
    last = np.mean(last_opinion(problem.test.x) == problem.test.target)
    assert simple["the last opinion word"] == last == problem.baseline
    assert shares["plain"] > 0.85 and shares["negated"] < 0.55 and shares["contrasted"] < 0.6


def test_the_last_opinion_alone_by_hand_and_on_the_test():
    texts = ("the lamp is good but the lid is bad", "the lid is not bad but the lamp is not superb")
    x = np.zeros((12, 2), np.int64)
    for column, text in enumerate(texts):
        x[: len(text.split()), column] = [INDEX[word] for word in text.split()]
    assert last_opinion(x).tolist() == [0, 1]
    test = make().test
    shares = accuracy_by_kind(last_opinion(test.x), test)
    assert 0.55 < shares["all"] < 0.75 and shares["negated"] < 0.5 < 0.6 < shares["contrasted"] < shares["plain"] < 0.95


def test_no_bag_of_words_does_better_even_fitted_on_the_test_kind_alone():
    problem = make()
    batch = problem.draw(np.random.default_rng([5, 5]), 3_000)
    chosen = kind_of(batch.x) == 2
    bag = fit_bag_of_words(batch.x[:, chosen], batch.target[chosen], problem.n)
    test = kind_of(problem.test.x) == 2
    assert (bag.classify(problem.test.x[:, test]) == problem.test.target[test]).mean() < 0.62


def test_the_bag_of_words_knows_good_words_from_bad():
    weights = bag_of_words(40).probe.weights
    assert weights[INDEX["superb"]] > 0.05 > -0.05 > weights[INDEX["terrible"]]


def test_its_texts():
    check(REVIEWS.title, REVIEWS.description, REVIEWS.hint, REVIEWS.baseline, REVIEWS.settings["longest"].about)
