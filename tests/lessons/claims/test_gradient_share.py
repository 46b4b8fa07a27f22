"""Shares of gradients against autograd: of torch.nn, of a network with weights of its own at each step."""

import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.gradient_share import (
    INPUTS,
    UNITS,
    early_share,
    log_share,
    random_numbers,
)
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.parity import torch_module


@pytest.mark.parametrize("condition", [{"cell": "RNN"}, {"cell": "LSTM", "bias": 3.0}, {"cell": "GRU", "bias": 1.0}])
def test_what_is_left_of_the_input_s_gradient_is_what_autograd_finds(condition):
    program = lower(CELLS[condition["cell"]])
    params = init_params(program, INPUTS, UNITS, 3, keep_bias=condition.get("bias", 0))
    x = torch.tensor(random_numbers(3, 30), requires_grad=True)
    torch_module([Layer(program, params)])(x)[0][-1].sum().backward()
    norms = x.grad.norm(dim=1)
    assert log_share({**condition, "length": 30}, 3) == pytest.approx(float(torch.log10(norms[0] / norms[-1])))


@pytest.mark.parametrize("loss", ["last", "each"])
def test_the_early_share_is_that_of_a_network_with_other_weights_at_each_step(loss):
    params = init_params(lower(CELLS["RNN"]), INPUTS, UNITS, 5, keep_bias=0)
    w, b = torch.tensor(params["W_h"]), torch.tensor(params["b_h"])
    each = [torch.tensor(params["U_h"], requires_grad=True) for _ in range(20)]
    states = [torch.zeros(UNITS, dtype=torch.float64)]
    for own, x in zip(each, torch.tensor(random_numbers(5, 20)), strict=True):
        states.append(torch.tanh(w @ x + own @ states[-1] + b))
    (states[-1] if loss == "last" else torch.stack(states)).sum().backward()
    norms = torch.stack([own.grad.norm() for own in each])
    expected = float(norms[:4].sum() / norms.sum())
    assert early_share({"cell": "RNN", "length": 20, "loss": loss}, 5) == pytest.approx(expected)
