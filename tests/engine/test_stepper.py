"""One token at a time in numpy against the engine's own run over all of them."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.network import NO_NOISE, InitSettings, Network, apply_readout, init_network, run
from explainer.engine.noise import Noise
from explainer.engine.stepper import Stepper
from tests.random_cells import cells

V, M, K = 5, 4, 3
TOKENS = [2, 0, 4, 4, 1, 3]
LIKE = torch.empty(0, dtype=torch.float64)


def compare(network: Network, noise: Noise = NO_NOISE, like: torch.Tensor = LIKE, limit: float = 1e-12) -> None:
    """Compare the scores of both seeds after each token."""
    params = init_network(network, (3, 4), InitSettings(scale=1.5, learned_states=True), like)
    generator = torch.Generator().manual_seed(1)
    for name, param in params.items():
        if ".start." in name:
            params[name] = torch.randn(param.shape, generator=generator, dtype=like.dtype)
    with torch.no_grad():
        known = apply_readout(params, run(network, params, torch.tensor(TOKENS)[:, None, None], noise=noise).h)
    for seed in (0, 1):
        stepper = Stepper(network, params, seed, noise)
        found = np.array([stepper.step(token) for token in TOKENS])
        assert found.dtype == known.numpy().dtype
        assert np.abs(found - known[:, seed, :, 0].numpy()).max() < limit


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("name", CELLS)
def test_each_token_gives_the_scores_of_a_run_over_all(name, layers):
    compare(Network(lower(CELLS[name]), V, M, K, layers))


@pytest.mark.parametrize("name", ["LSTM", "GRU", "RNN"])
def test_an_embedding_zoneout_and_single_precision(name):
    compare(Network(lower(CELLS[name]), V, M, K, embedding=2))
    compare(Network(lower(CELLS[name]), V, M, K, layers=2), Noise(zoneout=0.3, dropout=0.2))
    compare(Network(lower(CELLS[name]), V, M, K), like=LIKE.float(), limit=1e-5)


@settings(deadline=None, max_examples=25)
@given(cells())
def test_random_cells(cell):
    compare(Network(lower(cell), V, M, K, layers=2), limit=1e-9)


def test_it_goes_on_from_the_states_of_another_run():
    network = Network(lower(CELLS["LSTM"]), V, M, K, 2)
    params = init_network(network, (1,), like=LIKE)
    whole, first = Stepper(network, params), run(network, params, torch.tensor(TOKENS[:3])[:, None, None])
    known = [whole.step(token) for token in TOKENS][3:]
    state = [{name: value[0, :, 0].numpy() for name, value in layer.items()} for layer in first.state]
    rest = Stepper(network, params, state=state)
    assert np.abs(np.array([rest.step(token) for token in TOKENS[3:]]) - np.array(known)).max() < 1e-14


def test_later_updates_do_not_change_it():
    network = Network(lower(CELLS["GRU"]), V, M, K)
    params = init_network(network, (1,), like=LIKE)
    one, other = Stepper(network, params), Stepper(network, params)
    first = one.step(2)
    for param in params.values():
        param.zero_()
    assert np.array_equal(other.step(2), first) and first.any()
