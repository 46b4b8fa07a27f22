import numpy as np
import pytest

from explainer.numerics.readout import Readout
from explainer.tasks.predictions import evaluate
from explainer.tasks.review_findings import BAG, FREQUENT, LAST, NETWORK, measure_reviews
from explainer.tasks.review_words import ALL, AT
from explainer.tasks.reviews import bag_of_words_accuracy
from tests.tasks.hand_set_reviews import PROBLEM, READOUT, layers


def test_the_accuracy_by_kind_is_that_of_the_task():
    found = measure_reviews(layers(), READOUT, PROBLEM, 0)
    assert found is not None and found.reviews == 512
    assert found.accuracy[NETWORK]["all"] == pytest.approx(evaluate(layers(), READOUT, PROBLEM))
    assert found.accuracy[NETWORK]["plain"] > 0.8 > 0.6 > found.accuracy[NETWORK]["negated"]  # it does not know “not”
    assert found.accuracy[BAG] == bag_of_words_accuracy(PROBLEM.steps)
    assert found.accuracy[LAST]["all"] == dict(PROBLEM.baselines)["the last opinion word"]
    assert 0.5 <= found.accuracy[FREQUENT]["all"] < 0.6
    assert found.counts[ALL] == PROBLEM.test.lengths[256:].sum() and found.counts[AT] > 50


def test_fewer_reviews_are_measured_where_there_are_many_numbers(monkeypatch):
    monkeypatch.setattr("explainer.tasks.review_findings.MOST_NUMBERS", 40 * 3 * 100)
    found = measure_reviews(layers(), READOUT, PROBLEM, 0)
    assert found.reviews == 512 and found.counts[ALL] == PROBLEM.test.lengths[50:100].sum()


def test_predictions_that_are_not_finite_are_not_measured():
    assert measure_reviews(layers(), Readout(READOUT.weights * np.nan, READOUT.bias), PROBLEM, 0) is None
