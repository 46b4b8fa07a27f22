"""The source of a network that reads tokens, executed, against the engine."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.token_source import numpy_token_source, torch_token_source
from explainer.engine.network import Network, init_network, run
from explainer.torch_models.weights import embedding_from_weights
from tests.cells.test_export import execute

V, SIZE, M, T = 6, 3, 4, 10
NAMES = (" ", "\n", '"', "\\", "é", "'")
TOKENS = np.random.default_rng(8).integers(0, V, T)


def network_of(cell: str, layers: int):
    """Return a network's parameters, what the engine computes from tokens, (T, m), and its weights and embedding."""
    program = lower(CELLS[cell])
    network = Network(program, V, M, 0, layers, SIZE)
    params = init_network(network, (5,), like=torch.empty(0, dtype=torch.float64))
    with torch.no_grad():
        h = run(network, params, torch.tensor(TOKENS)[:, None, None]).h[:, 0, :, 0]
    arrays = {name: tensor.numpy() for name, tensor in params.items()}
    weights = [{name: arrays[f"{k}.{name}"][0] for name in program.params} for k in range(layers)]
    return program, h.numpy(), weights, embedding_from_weights(arrays, program, NAMES)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_both_sources_read_tokens_as_the_engine_does(cell, layers):
    program, h, weights, embedding = network_of(cell, layers)
    in_numpy = execute(numpy_token_source(program, weights, embedding.matrix, NAMES))
    rows = in_numpy["embed"](TOKENS, in_numpy["EMBEDDING"])
    assert np.abs(in_numpy["run"](rows, in_numpy["WEIGHTS"]) - h).max() < 1e-12
    in_torch = execute(torch_token_source(program, weights, embedding.matrix, NAMES))
    network = in_torch["embedded"]()
    assert isinstance(network.embedding, torch.nn.Embedding)
    assert np.abs(network(torch.tensor(TOKENS)).detach().numpy() - h).max() < 1e-12
    assert network(torch.tensor(TOKENS)[:, None].repeat(1, 3)).shape == (T, 3, M)
    assert tuple(in_torch["TOKENS"]) == tuple(in_numpy["TOKENS"]) == NAMES


def test_the_sources_without_weights_run_too():
    program, _, weights, embedding = network_of("GRU", 1)
    in_numpy = execute(numpy_token_source(program, None, embedding.matrix, NAMES))
    assert in_numpy["embed"](TOKENS, embedding.matrix).shape == (T, SIZE) and "EMBEDDING" not in in_numpy
    network = execute(torch_token_source(program, None, embedding.matrix, NAMES))["Embedded"](V, SIZE, M)
    assert network(torch.tensor(TOKENS)).shape == (T, M)
