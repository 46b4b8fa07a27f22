from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.backward import backward, within_step_gradients
from explainer.numerics.initialisation import init_params
from explainer.numerics.losses import ValuePosition, evaluate_loss, make_loss
from explainer.numerics.parity import compare_backward, exported_module, torch_module
from explainer.numerics.trace import Hold, Layer, Trace, trace
from tests.conftest import layers_of, small_run
from tests.random_cells import cells

SIZES = [(9, 1, 1, 1), (12, 3, 4, 1), (7, 5, 8, 2), (20, 2, 6, 3)]


def output_weights(run: Trace) -> np.ndarray:
    """Draw a weight for each output of each step."""
    return np.random.default_rng(3).normal(size=run.output.shape)


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize(("steps", "n", "m", "layers"), SIZES)
def test_weights_and_inputs_equal_autograd_through_the_exported_module(name, steps, n, m, layers):
    run = small_run(name, steps, n, m, layers)
    ours = backward(run, {"h": output_weights(run)})
    module, x = exported_module(layers_of(run)), torch.tensor(run.x, requires_grad=True)
    (module(x) * torch.tensor(output_weights(run))).sum().backward()
    assert np.abs(ours.x - x.grad.numpy()).max() < 1e-12
    for found, layer in zip(ours.layers, module.layers, strict=True):
        for param, array in found.params.items():
            assert np.abs(array - getattr(layer, param).grad.numpy()).max() < 1e-12
            assert np.abs(found.terms(param).sum(axis=0) - array).max() < 1e-12


@pytest.mark.parametrize("name", ["RNN", "RNN-ReLU", "LSTM", "GRU"])
def test_inputs_equal_autograd_through_torch_nn(name):
    run = small_run(name, 15, 3, 8, 2)
    x = torch.tensor(run.x, requires_grad=True)
    (torch_module(layers_of(run))(x)[0] * torch.tensor(output_weights(run))).sum().backward()
    assert np.abs(backward(run, {"h": output_weights(run)}).x - x.grad.numpy()).max() < 1e-12


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("name_of_loss", ["recall", "predict", "last", "each", "number"])
def test_every_value_equals_autograd_at_every_step(name, name_of_loss):
    run = small_run(name, 9, 3, 4, 2)
    letter = run.layers[1].program.cell.equations[0].name
    loss = make_loss(name_of_loss, run.x, 4, seed=2, position=ValuePosition(letter, 1, 5))
    assert compare_backward(run, loss) < 1e-12


@pytest.mark.parametrize("name", CELLS)
def test_a_held_value_sends_no_gradient_back(name):
    run = small_run(name, 8, 3, 4, 2)
    letter = run.layers[0].program.cell.equations[0].name
    state = {key: np.linspace(-1, 1, 4) for key in run.layers[0].program.cell.state}
    held = trace([replace(layer.layer, state=state, holds=(Hold(letter, 3, 0.5),)) for layer in run.layers], run.x)
    assert compare_backward(held, make_loss("each", held.x, 4)) < 1e-12


@pytest.mark.parametrize("name", CELLS)
def test_a_held_unit_sends_no_gradient_back(name):
    run = small_run(name, 8, 3, 4, 2)
    for step in run.layers[0].program.steps:
        holds = (Hold(step.name, 3, 0.5, unit=1), Hold(step.name, 5, 0.2, unit=2))
        held = trace([replace(layer.layer, holds=holds) for layer in run.layers], run.x)
        assert compare_backward(held, make_loss("each", held.x, 4)) < 1e-12


def test_a_loss_of_a_lower_layer_has_no_gradient_above():
    run = small_run("LSTM", layers=2)
    loss = make_loss("number", run.x, 4, position=ValuePosition("c", 2, 4))
    assert compare_backward(run, loss, layer=0) < 1e-12
    found = backward(run, evaluate_loss(loss, run.layers[0].values).grad_outputs, layer=0)
    assert not any(array.any() for array in found.layers[1].values.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells())
def test_random_cells_equal_autograd(cell):
    program = lower(cell)
    stack = [Layer(program, init_params(program, n, 3, seed=4, scale=1.5, layer=k)) for k, n in enumerate((2, 3))]
    run = trace(stack, np.random.default_rng(0).normal(size=(5, 2)))
    assert compare_backward(run, make_loss("each", run.x, 3)) < 1e-12


@pytest.mark.parametrize("name", CELLS)
def test_directional_derivative_matches_the_gradient(name):
    run = small_run(name, 10, 3, 5, 2)
    rng = np.random.default_rng(8)
    directions = [
        {key: rng.normal(size=value.shape) for key, value in layer.layer.params.items()} for layer in run.layers
    ]
    found = backward(run, {"h": output_weights(run)})
    predicted = sum(
        (layer.params[key] * direction[key]).sum()
        for layer, direction in zip(found.layers, directions, strict=True)
        for key in direction
    )

    def loss_at(by: float) -> float:
        layers = [
            replace(layer.layer, params={key: value + by * direction[key] for key, value in layer.layer.params.items()})
            for layer, direction in zip(run.layers, directions, strict=True)
        ]
        return float((trace(layers, run.x).output * output_weights(run)).sum())

    measured = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5
    assert abs(measured - predicted) < 1e-6 * max(1.0, abs(predicted))


def test_within_step_gradients_are_complete_at_the_last_step():
    run = small_run("LSTM", layers=1)
    found = backward(run, {"h": output_weights(run)}).layers[0]
    here = within_step_gradients(found)
    assert np.allclose(here["c"][-1], found.values["c"][-1], atol=1e-15)
    assert not np.allclose(here["c"][0], found.values["c"][0])


def test_gradients_are_read_only():
    run = small_run("GRU")
    found = backward(run, {"h": output_weights(run)}).layers[0]
    with pytest.raises(ValueError, match="read-only"):
        found.values["h"][0] = 1.0


def test_the_gradient_of_c_below_goes_to_the_lower_layer():
    run = small_run("LSTM-depth", layers=2)
    ours = backward(run, {"c": output_weights(run)})
    below = ours.layers[1].values["c_below"]
    assert np.allclose(below, ours.layers[1].values["c"] * run.layers[1].values["d"]
                       + ours.layers[1].values["d"] * run.layers[1].values["d"] * (1 - run.layers[1].values["d"])
                       * run.layers[1].layer.params["p_ld"], atol=1e-14)  # fmt: skip
    assert np.array_equal(ours.layers[0].grad_outputs["c"], below)
    assert np.array_equal(ours.layers[0].grad_outputs["h"], ours.layers[1].values["x"])


def test_h_has_gradients_as_input_and_as_h_below():
    program = lower(read_cell("h = tanh(W_h @ x + U_h @ h_prev + p_h * h_below)"))
    stack = [Layer(program, init_params(program, n, 3, seed=4, layer=k)) for k, n in enumerate((2, 3, 3))]
    run = trace(stack, np.random.default_rng(0).normal(size=(6, 2)))
    assert np.array_equal(run.layers[1].values["h_below"], run.layers[1].values["x"])
    assert compare_backward(run, make_loss("each", run.x, 3)) < 1e-12
