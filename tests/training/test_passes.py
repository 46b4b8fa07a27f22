from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.engine.network import QUIET
from explainer.training.learner import learner, only
from explainer.training.passes import noise, passes, place
from explainer.training.update import update
from tests.training.tiny import B, N, T, small, tiny


def batch(problem):
    return problem.draw(np.random.default_rng(4), B)


def test_a_batch_is_placed_for_all_seeds_at_once():
    problem = tiny("classes", "each", counts=True)
    read = place(learner(small(seeds=3), problem), batch(problem))
    assert read.x.shape == (T, 1, N, B) and read.x.dtype == torch.float32 and read.target.dtype == torch.int64
    assert read.total == batch(problem).counts.sum()
    assert place(learner(small(), tiny()), batch(tiny())).total == B


def test_what_is_not_judged_is_not_felt():
    problem = tiny("numbers", "each", counts=True)
    blind = batch(problem)
    blind.counts[:] = 0
    loss, gradients = passes(learner(small(chunk=3), problem), blind, 1)
    assert not loss.any() and not any(gradient.any() for gradient in gradients)
    ours, seen = learner(small(), problem), batch(problem)
    other = replace(seen, target=np.where(seen.counts[:, None] == 1, seen.target, 99.0).astype(np.float32))
    for one, two in zip(passes(ours, seen, 1)[1], passes(ours, other, 1)[1], strict=True):
        assert torch.equal(one, two)


def test_chance_depends_on_the_seed_the_update_and_the_chunk_alone():
    assert noise(learner(small(), tiny()), 1, 0) == QUIET
    ours = learner(small(dropout=0.2, zoneout=0.1), tiny())
    found = [noise(ours, k, number) for k in (1, 2) for number in (0, 1)]
    assert len({one.seed for one in found}) == 4
    assert {(one.zoneout, one.dropout) for one in found} == {(0.1, 0.2)}
    assert found == [noise(learner(small(dropout=0.2, zoneout=0.1), tiny()), k, n) for k in (1, 2) for n in (0, 1)]


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "JANET"])
def test_short_numbers_come_near_and_weights_stay_long(cell):
    problem = tiny("numbers", "each")
    short, long = (learner(small(cell=cell, precision=name), problem) for name in ("bf16", "float32"))
    (loss, gradients), (known, wanted) = passes(short, batch(problem), 1), passes(long, batch(problem), 1)
    assert loss.item() == pytest.approx(known.item(), rel=0.02) and loss.item() != known.item()
    for one, other in zip(gradients, wanted, strict=True):
        assert one.dtype == torch.float32
        assert (one - other).norm() < 0.1 * other.norm() + 1e-3
    update(short, 1, 1e-4)  # a step far below what 8 bits could tell apart
    assert all(param.dtype == torch.float32 for param in short.params.values())
    assert not torch.equal(short.params["readout.V"], long.params["readout.V"])


def test_one_seed_reads_the_same_weights():
    ours = learner(small(seeds=3), tiny())
    one = only(ours, 2)
    assert one.recipe.seeds == 1 and one.recipe.seed == ours.recipe.seed + 2
    assert torch.equal(one.params["0.W_r"][0], ours.params["0.W_r"][2])
