"""The numeric checks of PyTorch's modules tell right from wrong: each against torch.nn or a closed formula."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims import slope_check, two_layers
from explainer.lessons.claims.handed_over import states_needed
from explainer.lessons.claims.joined_matrices import joined_difference
from explainer.lessons.claims.one_set_of_weights import one_step_difference
from explainer.lessons.claims.slope_check import slope_error
from explainer.lessons.claims.torch_output import torch_output
from explainer.lessons.claims.two_layers import change_before, two_layer_difference
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer


@pytest.mark.parametrize(("name", "needed"), [("RNN", 1), ("GRU", 1), ("LSTM", 2), ("LSTM-1997", 2)])
def test_a_cell_state_has_to_be_handed_over_too(name, needed):
    assert states_needed({"cell": name}, 3) == needed


@pytest.mark.parametrize("name", ["RNN", "LSTM"])
def test_a_joined_matrix_differs_by_rounding_alone(name):
    assert 0 < joined_difference({"cell": name}, 3) < 1e-12


def test_the_joined_matrix_is_a_cell_of_torch():
    cell = torch.nn.RNNCell(2, 3).double()
    x, h = torch.randn(2, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
    joined = torch.cat([cell.weight_ih, cell.weight_hh], dim=1) @ torch.cat([x, h]) + cell.bias_ih + cell.bias_hh
    assert torch.allclose(torch.tanh(joined), cell(x, h), atol=1e-14)


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_single_steps_are_the_run_of_torch_and_other_weights_are_not(name, monkeypatch):
    assert one_step_difference({"cell": name}, 3) < 1e-12
    reads = [two_layer_difference({"cell": name, "reads": one}, 3) for one in ("every state", "last state")]
    assert reads[0] < 1e-12 < 1e-3 < reads[1]
    program = lower(CELLS[name])
    other = Layer(program, init_params(program, 5, 12, 4))
    monkeypatch.setattr(
        "explainer.lessons.claims.one_set_of_weights.torch_output", lambda layers, x: torch_output([other], x)
    )
    assert one_step_difference({"cell": name}, 3) > 1e-3


def test_torch_has_no_other_cell():
    program = lower(CELLS["MGU"])
    with pytest.raises(ValueError, match="torch.nn has no “MGU”"):
        torch_output([Layer(program, init_params(program, 2, 3, 1))], np.zeros((2, 2)))


@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_a_second_direction_is_that_of_torch_and_reads_ahead(name):
    assert change_before({"cell": name, "directions": 1}, 3) == 0
    assert change_before({"cell": name, "directions": 2}, 3) > 1e-3
    module = getattr(torch.nn, name)(two_layers.INPUTS, two_layers.UNITS, bidirectional=True).double()
    x = torch.randn(two_layers.STEPS, two_layers.INPUTS, dtype=torch.float64)
    other = x.clone()
    other[two_layers.CHANGED] += 1
    with torch.no_grad():
        changed = (module(x)[0] - module(other)[0])[: two_layers.CHANGED].abs().amax(dim=0)
    assert not changed[: two_layers.UNITS].any() and changed[two_layers.UNITS :].min() > 0


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_a_gradient_is_the_slope_and_a_wrong_one_is_not(name, monkeypatch):
    condition = {"cell": name, "length": 6}
    assert slope_error(condition, 3) < 1e-6
    right = slope_check.losses.evaluate_loss

    def doubled(loss, values):
        found = right(loss, values)
        return type(found)(found.value, {name: 2 * grad for name, grad in found.grad_outputs.items()})

    monkeypatch.setattr(slope_check.losses, "evaluate_loss", doubled)
    assert slope_error(condition, 3) > 0.1
