"""A result holds what the loop yields, whatever is asked of it on the way."""

import numpy as np
import pytest

from explainer.runs.run_result import train_recipe
from explainer.training.loop import train
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Order, Snapshot, Update

RECIPE = Recipe("recall", {"gap": 5}, "GRU", m=8, updates=30, seeds=2, early=False, device="cpu")


@pytest.fixture(scope="module")
def result():
    return train_recipe(RECIPE, every=10)


def test_a_curve_does_not_change_the_training(result):
    loop = train(RECIPE)
    records, record = [], next(loop)
    while not isinstance(record, Ended):
        records.append(record := next(loop))
    updates = [one for one in records if isinstance(one, Update)]
    assert np.array_equal(result.losses, [one.loss for one in updates])
    assert np.array_equal(result.norms, [one.norm for one in updates])
    assert np.array_equal(result.metric, record.metric)
    assert (result.reason, result.step) == (record.reason, record.step) == ("done", 30)
    snapshot = loop.send(Order("snapshot"))
    assert isinstance(snapshot, Snapshot)
    assert all(np.array_equal(result.weights[name], value) for name, value in snapshot.weights.items())


def test_the_curve_has_a_point_at_the_start_and_after_each_tenth_update(result):
    assert result.steps.tolist() == [0, 10, 20, 30]
    assert result.curve.shape == (4, 2)
    assert np.isfinite(result.curve).all()
    assert result.seconds > 0
