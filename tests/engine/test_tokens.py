import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.network import Network, apply_readout, init_network, run
from explainer.engine.tokens import column_gradients, columns, fill_columns
from explainer.numerics.setup import cell_of
from tests.engine.torch_reference import MODULES, copy_to_module, module_gradients

V, M, B, T = 7, 5, 4, 9
LENGTHS = torch.tensor([9, 3, 6, 1])
OWN = "f = sigmoid(W_f @ x + U_f @ h_prev + b_f)\nh = f * h_prev + (1 - f) * tanh(norm(W_h @ x) + b_h)"


def tokens(seed: int = 0, size: int = V) -> torch.Tensor:
    return torch.tensor(np.random.default_rng(seed).integers(0, size, (T, B)))


def network_of(cell: str, **options) -> tuple[Network, dict[str, torch.Tensor]]:
    program = lower(cell_of("Your cell", OWN) if cell == "own" else CELLS[cell])
    network = Network(program, n=V, m=M, k=3, **options)
    params = init_network(network, (3, 4), like=torch.empty(0, dtype=torch.float64))
    return network, {name: value.requires_grad_() for name, value in params.items()}


def one_hot(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.one_hot(x, V).double().movedim(-1, -2)  # (T, 1, V, B)


@pytest.mark.parametrize("cell", [*CELLS, "own"])
def test_tokens_give_the_values_and_gradients_of_one_hot_vectors(cell):
    network, params = network_of(cell, layers=2)
    x = tokens()[:, None]
    weights = torch.randn(T, 2, 3, B, dtype=torch.float64)
    outputs, gradients = [], []
    for inputs in (x, one_hot(x)):
        out = apply_readout(params, run(network, params, inputs).h)
        outputs.append(out.detach())
        gradients.append(torch.autograd.grad((out * weights).sum(), list(params.values())))
    assert (outputs[0] - outputs[1]).abs().max() < 1e-12
    for name, one, other in zip(params, *gradients, strict=True):
        assert (one - other).abs().max() < 1e-12, name


def test_each_seed_can_read_tokens_of_its_own():
    network, params = network_of("LSTM")
    own = torch.stack([tokens(1), tokens(2)], dim=1)  # (T, S, B)
    both = run(network, params, own).h
    for seed in range(2):
        assert torch.equal(both[:, seed], run(network, params, own[:, seed : seed + 1]).h[:, seed])


def test_columns_and_their_gradients_are_products_with_one_hot_vectors():
    weights, x = torch.randn(2, 6, V, dtype=torch.float64), tokens()[:, None]
    found = columns(weights, x)
    assert (found - weights @ one_hot(x)).abs().max() < 1e-14
    grads = torch.randn(2, 6, T * B, dtype=torch.float64)
    expected = grads @ one_hot(x)[:, 0].movedim(1, 2).flatten(0, 1)
    assert (column_gradients(grads, x, V) - expected).abs().max() < 1e-12


@pytest.mark.parametrize("size", [V, 50])
def test_what_blocks_begin_with_is_biases_and_columns_with_fewer_tokens_than_places_or_more(size):
    weights, biases = torch.randn(2, 6, size, dtype=torch.float64), torch.randn(2, 6, 1, dtype=torch.float64)
    own = torch.stack([tokens(1, size), tokens(2, size)], dim=1)  # (T, S, B)
    into = torch.full((T, 2, 6, B), torch.nan, dtype=torch.float64)
    fill_columns(into, own, weights, biases)
    for step in range(T):
        for seed in range(2):
            expected = weights[seed][:, own[step, seed]] + biases[seed]
            assert (into[step, seed] - expected).abs().max() < 1e-14


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize("layers", [1, 2])
def test_an_embedding_with_padding_is_packed_sequences_in_torch(cell, layers):
    network, params = network_of(cell, layers=layers, embedding=4)
    x, weights = tokens(5), torch.randn(M, B, dtype=torch.float64)
    over_time = torch.randn(T, M, B, dtype=torch.float64) * (torch.arange(T)[:, None, None] < LENGTHS)
    found = run(network, params, x[:, None], lengths=LENGTHS)
    loss = (found.state[-1]["h"][0] * weights).sum() + (found.h[:, 0] * over_time).sum()
    mine = dict(zip(params, torch.autograd.grad(loss, list(params.values()), allow_unused=True), strict=True))

    embedding = torch.nn.Embedding(V, 4, dtype=torch.float64)
    module = MODULES[cell](4, M, layers, dtype=torch.float64)
    copy_to_module(module, params, network, seed=0)
    embedding.weight.data.copy_(params["embedding.E"][0])
    packed, last = module(pack_padded_sequence(embedding(x), LENGTHS, enforce_sorted=False))
    last = last[0] if isinstance(last, tuple) else last
    out, _ = pad_packed_sequence(packed, total_length=T)
    assert (found.state[-1]["h"][0].T - last[-1]).abs().max() < 1e-12
    valid = (torch.arange(T)[:, None] < LENGTHS)[..., None]
    assert ((found.h[:, 0].movedim(1, 2) - out) * valid).abs().max() < 1e-12
    ((last[-1].T * weights).sum() + (out.movedim(1, 2) * over_time).sum()).backward()
    assert (mine["embedding.E"][0] - embedding.weight.grad).abs().max() < 1e-12
    for name, grad in module_gradients(module, network).items():
        assert (mine[name][0] - grad).abs().max() < 1e-12, name


def test_an_embedding_is_drawn_from_a_standard_normal_distribution_by_seed():
    network = Network(lower(CELLS["GRU"]), n=500, m=2, k=1, embedding=40)
    drawn = init_network(network, (1, 2))["embedding.E"]
    assert drawn.shape == (2, 500, 40) and not torch.equal(drawn[0], drawn[1])
    assert abs(float(drawn.mean())) < 0.02 and abs(float(drawn.std()) - 1) < 0.02
    assert torch.equal(drawn[0], init_network(network, (1,))["embedding.E"][0])
