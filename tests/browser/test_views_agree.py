"""Three engines of one list of equations: numpy's trace, the emitted Triton kernels, and the script in the browser."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.program import Program
from explainer.engine.engine_choice import EngineOptions
from explainer.engine.network import Network, run
from explainer.inputs.numbers import read_numbers
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.losses import evaluate_loss, make_loss
from explainer.numerics.trace import Layer, trace
from tests.browser.test_stage import gradients_in_browser, in_browser

pytest.importorskip("triton")
pytestmark = [pytest.mark.slow, pytest.mark.triton]
STEPS, INPUTS, UNITS = 5, 2, 3
OWN = """f = sigmoid(W_f @ x + U_f @ h_prev + p_f * c_prev + b_f)
c = f * c_prev + (1 - f) * norm(tanh(W_c @ x + U_c @ (f * h_prev)))
h = max(c, 0.1 * c) / (1 + exp(-c))"""
QUICK = [("LSTM", 2), ("own", 1)]
MANY = [("GRU", 1), ("RNN", 2), ("LSTM-peephole", 1), ("LSTM-norm", 1), ("LSTM-depth", 2), ("minGRU", 1), ("sLSTM", 1)]
Views = dict[str, np.ndarray]
"""By layer and name, "0 f": values (T, m); and gradients by "gradient of 0 f" and "gradient of 0 U_f"."""


def stack_of(program: Program, layers: int) -> list[Layer]:
    sizes = [INPUTS, *[UNITS] * (layers - 1)]
    return [Layer(program, init_params(program, n, UNITS, 7, scale=1.5, layer=k)) for k, n in enumerate(sizes)]


def letters(program: Program) -> list[str]:
    return [line.name for line in program.cell.equations]


def by_numpy(stack: list[Layer], x: np.ndarray) -> tuple[Views, np.ndarray]:
    """Return all values and gradients, and the loss's own gradient for the top layer's h, (T, m)."""
    traced = trace(stack, x)
    loss = evaluate_loss(make_loss("each", x, UNITS), traced.layers[-1].values)
    found: Views = {}
    for k, layer in enumerate(backward(traced, loss.grad_outputs).layers):
        for name in letters(stack[k].program):
            found |= {f"{k} {name}": traced.layers[k].values[name], f"gradient of {k} {name}": layer.values[name]}
        found |= {f"gradient of {k} {name}": layer.params[name] for name in layer.params}
    return found, loss.grad_outputs["h"]


def by_triton(stack: list[Layer], x: np.ndarray, weights: np.ndarray, dtype: torch.dtype) -> Views:
    program, options = stack[0].program, EngineOptions("fused", "ieee")
    network = Network(program, n=INPUTS, m=UNITS, k=0, layers=len(stack), options=options)
    params = {
        f"{k}.{name}": torch.tensor(value, dtype=dtype)[None].requires_grad_()
        for k, layer in enumerate(stack)
        for name, value in layer.params.items()
    }
    done = run(network, params, torch.tensor(x, dtype=dtype)[:, None, :, None])
    assert {layer.choice.engine for layer in done.layers} == {"fused"}
    (done.h[:, 0, :, 0] * torch.tensor(weights, dtype=dtype)).sum().backward()
    found = {f"gradient of {name.replace('.', ' ')}": value.grad[0].numpy() for name, value in params.items()}
    for k, layer in enumerate(done.layers):
        for name in letters(program):
            found[f"{k} {name}"] = layer.value(name)[:, 0, :, 0].detach().numpy()
            gradient = layer.grad(name)
            found[f"gradient of {k} {name}"] = np.zeros(1) if gradient is None else gradient[:, 0, :, 0].numpy()
    return found


def by_browser(page, stack: list[Layer], sequence) -> Views:
    found: Views = {}
    theirs = gradients_in_browser(page, stack, sequence, "", "each", len(stack) - 1)["layers"]
    for k, values in enumerate(in_browser(page, stack, sequence)):
        for name in letters(stack[k].program):
            found[f"{k} {name}"] = values[name]
            gradient = np.array(theirs[k]["values"][name], float)
            found[f"gradient of {k} {name}"] = gradient.reshape(UNITS, STEPS).T
        for name, gradient in theirs[k]["params"].items():
            found[f"gradient of {k} {name}"] = np.array(gradient, float).reshape(stack[k].params[name].shape)
    return found


def difference(found: Views, wanted: Views) -> float:
    assert set(found) == set(wanted)
    return max(float((np.abs(found[name] - one) / np.maximum(1, np.abs(one))).max()) for name, one in wanted.items())


@pytest.mark.parametrize(("cell", "layers"), [*QUICK, *(pytest.param(*one, marks=pytest.mark.more) for one in MANY)])
def test_numpy_the_kernels_and_the_browser_agree_in_values_and_gradients(blank, cell, layers):
    program = lower(read_cell(OWN) if cell == "own" else CELLS[cell])
    x = np.random.default_rng(3).normal(size=(STEPS, INPUTS)).round(3)
    sequence = read_numbers("\n".join(" ".join(map(str, row)) for row in x), "none")
    stack = stack_of(program, layers)
    known, weights = by_numpy(stack, sequence.x)
    assert sum(bool(one.any()) for one in known.values()) > 0.9 * len(known) >= 9  # nothing is below the first layer
    assert difference(by_browser(blank, stack, sequence), known) < 1e-10
    assert difference(by_triton(stack, sequence.x, weights, torch.float64), known) < 1e-10
    assert difference(by_triton(stack, sequence.x, weights, torch.float32), known) < 1e-5
