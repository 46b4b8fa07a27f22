from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.engine.network import NO_NOISE
from explainer.training.device_batch import to_device
from explainer.training.learner import make_learner, select_seed
from explainer.training.passes import chunk_noise, loss_and_gradients
from explainer.training.update import update
from tests.training.tiny import B, N, T, small, tiny


def batch(problem):
    return problem.draw(np.random.default_rng(4), B)


def test_a_batch_is_moved_to_the_device_for_all_seeds_at_once():
    problem = tiny("classes", "each", masked=True)
    placed = to_device(make_learner(small(seeds=3), problem), batch(problem))
    assert placed.x.shape == (T, 1, N, B) and placed.x.dtype == torch.float32 and placed.target.dtype == torch.int64
    assert placed.total == batch(problem).mask.sum()
    assert to_device(make_learner(small(), tiny()), batch(tiny())).total == B


def test_masked_steps_have_no_gradient():
    problem = tiny("numbers", "each", masked=True)
    blind = batch(problem)
    blind.mask[:] = 0
    loss, gradients, _ = loss_and_gradients(make_learner(small(chunk=3), problem), blind, 1)
    assert not loss.any() and not any(gradient.any() for gradient in gradients)
    ours, seen = make_learner(small(), problem), batch(problem)
    other = replace(seen, target=np.where(seen.mask[:, None] == 1, seen.target, 99.0).astype(np.float32))
    for one, two in zip(loss_and_gradients(ours, seen, 1)[1], loss_and_gradients(ours, other, 1)[1], strict=True):
        assert torch.equal(one, two)


def test_noise_depends_on_the_seed_the_update_and_the_chunk_alone():
    assert chunk_noise(make_learner(small(), tiny()), 1, 0) == NO_NOISE
    ours = make_learner(small(dropout=0.2, zoneout=0.1), tiny())
    found = [chunk_noise(ours, k, number) for k in (1, 2) for number in (0, 1)]
    assert len({one.seed for one in found}) == 4
    assert {(one.zoneout, one.dropout) for one in found} == {(0.1, 0.2)}
    assert found == [
        chunk_noise(make_learner(small(dropout=0.2, zoneout=0.1), tiny()), k, n) for k in (1, 2) for n in (0, 1)
    ]


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "JANET"])
def test_bf16_is_close_to_float32_and_weights_stay_float32(cell):
    problem = tiny("numbers", "each")
    short, long = (make_learner(small(cell=cell, precision=name), problem) for name in ("bf16", "float32"))
    (loss, gradients, _), (known, wanted, _) = (
        loss_and_gradients(short, batch(problem), 1),
        loss_and_gradients(long, batch(problem), 1),
    )
    assert loss.item() == pytest.approx(known.item(), rel=0.02) and loss.item() != known.item()
    for one, other in zip(gradients, wanted, strict=True):
        assert one.dtype == torch.float32
        assert (one - other).norm() < 0.1 * other.norm() + 1e-3
    update(short, 1, 1e-4)  # a step far below what 8 bits could tell apart
    assert all(param.dtype == torch.float32 for param in short.params.values())
    assert not torch.equal(short.params["readout.V"], long.params["readout.V"])


def test_a_selected_seed_shares_the_weights():
    ours = make_learner(small(seeds=3), tiny())
    one = select_seed(ours, 2)
    assert one.recipe.seeds == 1 and one.recipe.seed == ours.recipe.seed + 2
    assert torch.equal(one.params["0.W_r"][0], ours.params["0.W_r"][2])
