"""Gradients of the cell with a sum and without it, against autograd over its equations."""

import pytest
import torch

from explainer.cells.lowering import lower
from explainer.lessons.claims.gradient_of_sum import LENGTH, SUM, log_share_of_cell
from explainer.lessons.claims.gradient_share import INPUTS, UNITS, random_numbers
from explainer.numerics.initialisation import init_params


@pytest.mark.parametrize("with_sum", [True, False])
@pytest.mark.parametrize("bias", [0.0, 3.0])
def test_what_is_left_is_what_autograd_finds(with_sum, bias):
    drawn = init_params(lower(SUM), INPUTS, UNITS, 2, keep_bias=bias)
    p = {name: torch.tensor(value) for name, value in drawn.items()}
    assert (p["b_z"] == bias).all()
    states = [torch.zeros(UNITS, dtype=torch.float64, requires_grad=True)]
    for x in torch.tensor(random_numbers(2, LENGTH)):
        z, n = (p[f"W_{gate}"] @ x + p[f"U_{gate}"] @ states[-1] + p[f"b_{gate}"] for gate in "zn")
        z, n = torch.sigmoid(z), torch.tanh(n)
        states.append((1 - z) * n + z * states[-1] if with_sum else z * n)
    gradient = torch.autograd.grad(states[-1].sum(), states[1])[0]
    expected = float(torch.log10(gradient.norm() / UNITS**0.5))
    assert log_share_of_cell({"sum": with_sum, "bias": bias}, 2) == pytest.approx(expected)
