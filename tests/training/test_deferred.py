import numpy as np
import pytest
import torch

from explainer.training import state
from explainer.training.deferred import Waiting
from explainer.training.loop import follow
from explainer.training.records import Order
from tests.training.tiny import small, tiny


def test_numbers_come_in_one_copy_when_one_is_read(monkeypatch):
    copies = []
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self: copies.append(self.shape) or self)
    waiting = Waiting()
    rows = [waiting.add(torch.tensor([[k, k + 0.5], [-k, 0.0]])) for k in range(5)]
    assert not copies
    assert rows[3][0].tolist() == [3.0, 3.5] and len(copies) == 1
    assert [row[1][0] for row in rows] == [0.0, -1.0, -2.0, -3.0, -4.0] and len(copies) == 1
    late = waiting.add(torch.ones(2, 2))
    assert np.array_equal(np.asarray(late[0]), [1.0, 1.0]) and len(copies) == 2


def test_it_can_be_used_like_an_array():
    loss, _ = Waiting().add(torch.tensor([[1.0, 3.0], [0.0, 0.0]]))
    assert loss.shape == (2,) and len(loss) == 2 and list(loss) == [1.0, 3.0] and loss[1] == 3.0
    assert np.median(loss) == 2.0 and np.isfinite(loss).all() and np.asarray(loss, np.float32).dtype == np.float32
    assert np.stack([loss, loss]).shape == (2, 2)


@pytest.fixture
def elsewhere(monkeypatch):
    """Let a run on the processor take the way of a device from which numbers must be fetched."""
    monkeypatch.setattr(state, "is_near", lambda learner: False)
    copies = []
    kept = torch.Tensor.cpu
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self: copies.append(1) or kept(self))
    return copies


def test_updates_fetch_nothing_until_they_are_read(elsewhere):
    loop = follow(small(seeds=2, updates=100), tiny())
    next(loop)
    made = [loop.send(None) for _ in range(20)]
    assert not elsewhere
    losses = np.array([update.loss for update in made])
    assert len(elsewhere) == 1
    near = follow(small(seeds=2, updates=100), tiny())
    next(near)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "is_near", lambda learner: True)
        assert np.array_equal(losses, [near.send(None).loss for _ in range(20)])


def test_a_lost_run_is_noticed_and_its_true_update_named(elsewhere):
    recipe = small(cell="RNN-ReLU", optimiser="sgd", clip="none", rate=10.0, scale=8.0, updates=500)
    *updates, ended = follow(recipe, tiny("numbers", "each"))
    lost = next(made.step for made in updates[1:] if not np.isfinite(made.loss).all())
    assert ended.reason == "nan" and lost < ended.step == state.MOST_WAITING
    assert f"since update {lost}," in ended.sentence


def test_a_state_knows_what_was_not_yet_fetched(elsewhere):
    loop = follow(small(), tiny())
    next(loop)
    for _ in range(3):
        loop.send(None)
    assert loop.send(Order("state")).arrays["run.lost"].tolist() == [0]
