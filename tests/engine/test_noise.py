import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.network import Network, init_network, run
from explainer.engine.noise import Noise, candidates, masks, noisy
from explainer.engine.scan import Scan
from tests.engine.test_scan import close, leaves, problem, reference_run

LSTM = lower(CELLS["LSTM"])
DOUBLE = torch.empty(0, dtype=torch.float64)


@pytest.mark.parametrize("kinds", [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU", "JANET"])
def test_gradients_under_masks_equal_autograd(name, kinds):
    program = noisy(lower(CELLS[name]), kinds)
    params, x, state, weights = problem(program)
    drawn = masks(program, Noise(0.3 * kinds[0], 0.4 * kinds[1], seed=5), weights.shape, 0, weights)
    ours, theirs = leaves(params, x, state), leaves(params, x, state)
    scanned = Scan(program)(ours[0] | drawn, *ours[1:])
    (scanned.h * weights).sum().backward()
    total, now = 0, theirs[2]
    for t in range(len(x)):
        here = {key: mask[t] for key, mask in drawn.items()}
        rows, now = reference_run(program, theirs[0] | here, theirs[1][t : t + 1], now)
        total = total + (rows[0]["h"] * weights[t]).sum()
    total.backward()
    for key in params:
        close(ours[0][key].grad, theirs[0][key].grad, key)


def test_zoneout_keeps_units_exactly_and_its_mean_is_used_where_nothing_is_drawn():
    params, x, state, weights = problem(LSTM)
    drawn = masks(LSTM, Noise(0.5, seed=1), weights.shape, 0, weights)
    scanned = Scan(noisy(LSTM, (True, False)))(params | drawn, x, state)
    past = torch.cat([state["c"][None], scanned.value("c")[:-1]])
    zoned = drawn["zone c"] == 1
    assert 0.4 < zoned.double().mean() < 0.6
    assert torch.equal(scanned.value("c")[zoned], past[zoned])
    assert (scanned.value("c") != past)[~zoned].all()
    assert masks(LSTM, Noise(0.5), weights.shape, 0, weights)["zone h"].unique().tolist() == [0.5]


def test_dropout_drops_the_candidate_and_nothing_else():
    params, x, state, weights = problem(LSTM)
    drawn = masks(LSTM, Noise(dropout=0.25, seed=1), weights.shape, 0, weights)
    scanned = Scan(noisy(LSTM, (False, True)))(params | drawn, x, state)
    assert set(drawn) == {"drop g"} and set(drawn["drop g"].unique().tolist()) == {0.0, 1 / 0.75}
    dropped = drawn["drop g"] == 0
    past = torch.cat([state["c"][None], scanned.value("c")[:-1]])
    close(scanned.value("c")[dropped], (scanned.value("f") * past)[dropped])
    assert candidates(lower(CELLS["RNN"])) == []


def test_the_same_seed_draws_the_same_masks_and_layers_draw_different_ones():
    shape, noise = (4, 2, 3, 5), Noise(0.3, seed=9)
    one, again = masks(LSTM, noise, shape, 0, DOUBLE), masks(LSTM, noise, shape, 0, DOUBLE)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["zone h"], masks(LSTM, noise, shape, 1, DOUBLE)["zone h"])


def test_a_network_without_noise_is_the_plain_one():
    network = Network(LSTM, 2, 3, 1, layers=2)
    params, x = init_network(network, (1,), like=DOUBLE), torch.randn(5, 1, 2, 4, dtype=torch.float64)
    assert torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(dropout=0.5)).h)
    assert not torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(dropout=0.5, seed=1)).h)
    assert not torch.equal(run(network, params, x).h, run(network, params, x, noise=Noise(zoneout=0.1)).h)
