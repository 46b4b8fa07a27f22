"""An embedding folded into the first layer: its values and gradients against torch.nn.Embedding."""

import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.backward import backward
from explainer.numerics.embedding import (
    Embedding,
    embedding_gradient,
    fold_embedding,
    unfold_embedding,
    x_outside_products,
)
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.parity import exported_module, torch_module
from explainer.numerics.trace import trace

V, SIZE, M, T = 7, 4, 5, 12
RNG = np.random.default_rng(6)
TOKENS = RNG.integers(0, V - 1, T)  # the last token is never read
MATRIX = RNG.normal(size=(V, SIZE))


def stacks(cell: str) -> tuple[list[Layer], list[Layer], Embedding]:
    """Return two layers that read embedded tokens, the same for one-hot tokens, and the embedding."""
    program = lower(CELLS[cell])
    params = [init_params(program, n, M, 3, scale=2.0, layer=k) for k, n in enumerate((SIZE, M))]
    on_x = {name: params[0][name] for name, letters in program.params.items() if letters == ("m", "n")}
    embedding = Embedding(MATRIX, on_x, tuple("abcdefg"))
    dense = [Layer(program, one) for one in params]
    return dense, [Layer(program, fold_embedding(program, params[0], MATRIX)), dense[1]], embedding


@pytest.mark.parametrize("cell", CELLS)
def test_the_gradient_of_the_embedding_is_that_of_torch(cell):
    dense, folded, embedding = stacks(cell)
    run = trace(folded, np.eye(V)[TOKENS])
    weights = RNG.normal(size=run.output.shape)
    ours = embedding_gradient(backward(run, {"h": weights}).layers[0], embedding)
    lookup = nn.Embedding(V, SIZE, dtype=torch.float64)
    lookup.weight.data.copy_(torch.tensor(MATRIX))
    module = torch_module(dense)
    x = lookup(torch.tensor(TOKENS))
    hidden = exported_module(dense)(x) if module is None else module(x)[0]
    (hidden * torch.tensor(weights)).sum().backward()
    assert np.abs(run.output - hidden.detach().numpy()).max() < 1e-12
    assert ours.shape == (V, SIZE) and np.abs(ours - lookup.weight.grad.numpy()).max() < 1e-10
    assert not ours[V - 1].any() and ours[TOKENS].any(axis=1).all()


@pytest.mark.parametrize("cell", CELLS)
def test_what_was_folded_is_unfolded_unless_a_matrix_was_changed(cell):
    dense, folded, embedding = stacks(cell)
    found = unfold_embedding(folded[0].params, embedding)
    assert all(np.array_equal(found[name], dense[0].params[name]) for name in dense[0].params)
    bias = next(name for name, letters in folded[0].program.params.items() if letters == ("m",))
    other = unfold_embedding({**folded[0].params, bias: np.ones(M)}, embedding)
    assert np.array_equal(other[bias], np.ones(M))
    name = next(iter(embedding.weights))
    assert unfold_embedding({**folded[0].params, name: folded[0].params[name] + 1e-9}, embedding) is None


def test_a_cell_that_does_not_read_its_input_has_no_gradient_there():
    program = lower(read_cell("h = tanh(U_h @ h_prev + b_h)"))
    layer = Layer(program, init_params(program, V, M, 1))
    run = trace([layer], np.eye(V)[TOKENS])
    found = embedding_gradient(backward(run, {"h": np.ones((T, M))}).layers[0], Embedding(MATRIX, {}, tuple("abcdefg")))
    assert found.shape == (V, SIZE) and not found.any()


@pytest.mark.parametrize(
    ("text", "found"),
    [("h = tanh(W_h @ x + U_h @ h_prev)", ""), ("h = tanh(W_h @ relu(x) + U_h @ h_prev)", "relu(x)"),
     ("a = x * 2\nh = tanh(W_h @ a)", "a"), ("h = tanh(U_h @ h_prev + b_h)", "")],
)  # fmt: skip
def test_what_is_computed_from_x_without_a_matrix_is_named(text, found):
    assert x_outside_products(lower(read_cell(text))) == found


def test_every_shipped_cell_can_read_tokens():
    assert {x_outside_products(lower(cell)) for cell in CELLS.values()} == {""}


def test_it_is_described_by_its_shape():
    assert repr(Embedding(MATRIX, {}, ())) == "Embedding(matrix=float64 (7, 4))"
