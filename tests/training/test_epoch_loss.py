import numpy as np
import pytest

from explainer.tasks.text import OWN
from explainer.training.epoch_loss import EpochLoss
from explainer.training.loop import train
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Order, Started, Update
from tests.figures.sentence_rules import check

TEXT = "the cat sat on the mat, and the dog did not. " * 30
RECIPE = Recipe(
    task="text", settings={"source": OWN, "length": 10, "held_out": 0.0}, cell="GRU", m=8, seeds=2, batch=32,
    updates=10, early=False,
)  # fmt: skip


def test_the_mean_is_that_of_a_whole_epoch():
    epoch, losses = EpochLoss(3), np.random.default_rng(1).normal(size=(8, 2))
    found = {k: mean for k, loss in enumerate(losses, 1) if (mean := epoch.add(k, loss)) is not None}
    assert sorted(found) == [3, 6]
    assert found[3] == pytest.approx(losses[:3].mean(axis=0)) and found[6] == pytest.approx(losses[3:6].mean(axis=0))
    assert epoch.mean is found[6]


def test_an_epoch_without_one_of_its_updates_has_no_mean():
    epoch = EpochLoss(3)
    assert [epoch.add(k, np.ones(1)) is not None for k in (2, 3, 4, 6, 7, 8, 9)] == [False] * 6 + [True]


def test_it_is_saved_and_restored_within_an_epoch_and_before_the_first():
    losses = np.random.default_rng(1).normal(size=(9, 2))
    for stop in range(9):
        one, other = EpochLoss(3), EpochLoss(3)
        for k, loss in enumerate(losses[:stop], 1):
            one.add(k, loss)
        other.restore(one.to_array(2))
        assert (one.mean is None and other.mean is None) or np.array_equal(one.mean, other.mean)
        for k in range(stop, 9):
            one.add(k + 1, losses[k]), other.add(k + 1, losses[k])
        assert np.array_equal(one.mean, other.mean)


def test_a_run_says_the_perplexity_of_its_last_whole_epoch_as_d2l_defines_it():
    """Zhang et al., section 9.5: exp of the sum of loss times tokens of an epoch's batches, divided by all tokens."""
    records = list(train(RECIPE, TEXT))
    started, ended = records[0], records[-1]
    assert isinstance(started, Started) and isinstance(ended, Ended) and started.epoch == 4  # 42 tokens a row
    losses = np.array([one.loss for one in records if isinstance(one, Update)])  # (10, S)
    tokens = 10 * 32
    expected = np.exp((losses[4:8] * tokens).sum(axis=0) / (4 * tokens))
    low, high = (f"{value:.2f}" for value in (expected.min(), expected.max()))
    assert f"Over the last epoch it was {low} to {high} on the training text." in ended.sentence
    assert "perplexity" in ended.sentence and "on the training text in pieces." in ended.sentence
    check(ended.sentence)


def test_a_resumed_run_says_the_same():
    loop = train(RECIPE, TEXT)
    for _ in range(7):  # within the second epoch
        next(loop)
    saved = loop.send(Order("state")).arrays
    (resumed,) = (one for one in train(RECIPE, TEXT, saved) if isinstance(one, Ended))
    (whole,) = (one for one in train(RECIPE, TEXT) if isinstance(one, Ended))
    assert resumed.sentence == whole.sentence


def test_a_task_without_a_text_has_no_epochs():
    started, *_, ended = train(Recipe(task="recall", settings={"gap": 5}, m=4, updates=3))
    assert started.epoch == 0 and "epoch" not in ended.sentence
