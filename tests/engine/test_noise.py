import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.engine.network import Network, begin, run
from explainer.engine.noise import Noise, candidates, masks, noisy
from explainer.engine.scan import Scan
from tests.engine.test_scan import close, leaves, problem, slow_and_plain

LSTM = lower(CELLS["LSTM"])
DOUBLE = torch.empty(0, dtype=torch.float64)


@pytest.mark.parametrize("kinds", [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU", "JANET"])
def test_gradients_under_masks_are_autograds(name, kinds):
    program = noisy(lower(CELLS[name]), kinds)
    params, x, state, pull = problem(program)
    drawn = masks(program, Noise(0.3 * kinds[0], 0.4 * kinds[1], seed=5), pull.shape, 0, pull)
    ours, theirs = leaves(params, x, state), leaves(params, x, state)
    scanned = Scan(program)(ours[0] | drawn, *ours[1:])
    (scanned.h * pull).sum().backward()
    total = now = 0
    now = theirs[2]
    for t in range(len(x)):
        here = {key: mask[t] for key, mask in drawn.items()}
        rows, now = slow_and_plain(program, theirs[0] | here, theirs[1][t : t + 1], now)
        total = total + (rows[0]["h"] * pull[t]).sum()
    total.backward()
    for key in params:
        close(ours[0][key].grad, theirs[0][key].grad, key)


def test_zoneout_keeps_units_exactly_and_its_mean_is_used_where_nothing_is_drawn():
    params, x, state, pull = problem(LSTM)
    drawn = masks(LSTM, Noise(0.5, seed=1), pull.shape, 0, pull)
    scanned = Scan(noisy(LSTM, (True, False)))(params | drawn, x, state)
    past = torch.cat([state["c"][None], scanned.value("c")[:-1]])
    kept = drawn["zone c"] == 1
    assert 0.4 < kept.double().mean() < 0.6
    assert torch.equal(scanned.value("c")[kept], past[kept])
    assert (scanned.value("c") != past)[~kept].all()
    assert masks(LSTM, Noise(0.5), pull.shape, 0, pull)["zone h"].unique().tolist() == [0.5]


def test_dropout_drops_the_candidate_and_nothing_else():
    params, x, state, pull = problem(LSTM)
    drawn = masks(LSTM, Noise(dropout=0.25, seed=1), pull.shape, 0, pull)
    scanned = Scan(noisy(LSTM, (False, True)))(params | drawn, x, state)
    assert set(drawn) == {"drop g"} and set(drawn["drop g"].unique().tolist()) == {0.0, 1 / 0.75}
    gone = drawn["drop g"] == 0
    past = torch.cat([state["c"][None], scanned.value("c")[:-1]])
    close(scanned.value("c")[gone], (scanned.value("f") * past)[gone])
    assert candidates(lower(CELLS["RNN"])) == []


def test_the_same_seed_draws_the_same_and_layers_draw_apart():
    shape, noise = (4, 2, 3, 5), Noise(0.3, seed=9)
    one, again = masks(LSTM, noise, shape, 0, DOUBLE), masks(LSTM, noise, shape, 0, DOUBLE)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["zone h"], masks(LSTM, noise, shape, 1, DOUBLE)["zone h"])


def test_a_network_without_noise_is_the_plain_one():
    network = Network(LSTM, 2, 3, 1, layers=2)
    params, x = begin(network, (1,), like=DOUBLE), torch.randn(5, 1, 2, 4, dtype=torch.float64)
    assert torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(dropout=0.5)).h)
    assert not torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(dropout=0.5, seed=1)).h)
    assert not torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(zoneout=0.1)).h)
