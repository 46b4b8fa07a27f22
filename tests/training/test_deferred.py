import numpy as np
import pytest
import torch

from explainer.training import state
from explainer.training.deferred import DeferredMetrics
from explainer.training.loop import train_on
from explainer.training.records import Order
from tests.training.tiny import small, tiny


def test_all_pending_numbers_are_copied_at_once_when_one_is_read(monkeypatch):
    copies = []
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self: copies.append(self.shape) or self)
    owner = DeferredMetrics()
    rows = [owner.add(torch.tensor([[k, k + 0.5], [-k, 0.0]])) for k in range(5)]
    assert not copies
    assert rows[3][0].tolist() == [3.0, 3.5] and len(copies) == 1
    assert [row[1][0] for row in rows] == [0.0, -1.0, -2.0, -3.0, -4.0] and len(copies) == 1
    late = owner.add(torch.ones(2, 2))
    assert np.array_equal(np.asarray(late[0]), [1.0, 1.0]) and len(copies) == 2


def test_a_deferred_row_can_be_used_like_an_array():
    loss, _ = DeferredMetrics().add(torch.tensor([[1.0, 3.0], [0.0, 0.0]]))
    assert loss.shape == (2,) and len(loss) == 2 and list(loss) == [1.0, 3.0] and loss[1] == 3.0
    assert np.median(loss) == 2.0 and np.isfinite(loss).all() and np.asarray(loss, np.float32).dtype == np.float32
    assert np.stack([loss, loss]).shape == (2, 2)


@pytest.fixture
def gpu_like(monkeypatch):
    """Let a run on the processor take the way of a device from which numbers must be fetched."""
    monkeypatch.setattr(state, "is_on_cpu", lambda learner: False)
    copies = []
    original = torch.Tensor.cpu
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self: copies.append(1) or original(self))
    return copies


def test_updates_copy_nothing_from_the_device_until_they_are_read(gpu_like):
    loop = train_on(small(seeds=2, updates=100), tiny())
    next(loop)
    records = [loop.send(None) for _ in range(20)]
    assert not gpu_like
    losses = np.array([update.loss for update in records])
    assert len(gpu_like) == 1
    near = train_on(small(seeds=2, updates=100), tiny())
    next(near)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "is_on_cpu", lambda learner: True)
        assert np.array_equal(losses, [near.send(None).loss for _ in range(20)])


def test_a_run_without_a_finite_loss_ends_and_names_the_first_such_update(gpu_like):
    recipe = small(cell="RNN-ReLU", optimiser="sgd", clip="none", rate=10.0, scale=8.0, updates=500)
    *updates, ended = train_on(recipe, tiny("numbers", "each"))
    first_bad = next(records.step for records in updates[1:] if not np.isfinite(records.loss).all())
    assert ended.reason == "nan" and first_bad < ended.step == state.MAX_DEFERRED
    assert f"since update {first_bad}," in ended.sentence


def test_a_saved_state_includes_losses_that_were_still_pending(gpu_like):
    loop = train_on(small(), tiny())
    next(loop)
    for _ in range(3):
        loop.send(None)
    assert loop.send(Order("state")).arrays["run.lost"].tolist() == [0]
