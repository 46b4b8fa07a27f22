import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, trace
from explainer.torch_models.files.activations import ACTIVATIONS, activation, cell_text, with_activations
from explainer.torch_models.model import ModelError

F = torch.nn.functional
NUMBERS = {
    "hard_sigmoid": {"alpha": 1 / 6, "beta": 0.5}, "leaky_relu": {"alpha": 0.1}, "elu": {"alpha": 0.7},
    "thresholded_relu": {"alpha": 0.8},
    "affine": {"alpha": 2.0, "beta": -0.5}, "scaledtanh": {"alpha": 1.5, "beta": 0.3},
}  # fmt: skip
THEIRS = {
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": F.relu, "linear": lambda a: a,
    "affine": lambda a: 2.0 * a - 0.5, "scaledtanh": lambda a: 1.5 * torch.tanh(0.3 * a),
    "hard_sigmoid": F.hardsigmoid, "leaky_relu": lambda a: F.leaky_relu(a, 0.1), "relu6": F.relu6,
    "softsign": F.softsign, "softplus": F.softplus, "elu": lambda a: F.elu(a, 0.7), "selu": F.selu, "silu": F.silu,
    "exponential": torch.exp, "hard_silu": F.hardswish, "hard_tanh": F.hardtanh, "tanh_shrink": F.tanhshrink,
    "log_sigmoid": F.logsigmoid, "mish": F.mish, "gelu": F.gelu, "gelu_tanh": lambda a: F.gelu(a, approximate="tanh"),
    "thresholded_relu": lambda a: F.threshold(a, 0.8, 0.0),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_and_its_gradient_are_those_of_torch(name):
    made = with_activations(CELLS["RNN"], {"candidate": activation(name, "here", **NUMBERS.get(name, {}))})
    program = lower(read_cell(cell_text(made)))
    params = {key: 0.0 * value for key, value in init_params(program, 4, 4, 0).items()} | {"W_h": np.eye(4)}
    x = 3.0 * np.random.default_rng(0).normal(size=(25, 4))
    run = trace([Layer(program, params)], x)
    leaf = torch.tensor(x, requires_grad=True)
    theirs = THEIRS[name](leaf)
    theirs.sum().backward()
    assert np.abs(run.output - theirs.detach().numpy()).max() < 1e-12
    found = backward(run, {"h": np.ones_like(x)}).x
    assert np.abs(found - leaf.grad.numpy()).max() < (
        1e-8 if name == "hard_sigmoid" else 1e-12
    )  # torch has 1/6 in float32


def test_the_same_activations_leave_the_cell_as_it_is():
    for cell in CELLS.values():
        assert with_activations(cell, {}) is cell


def test_other_places_keep_their_function():
    made = with_activations(CELLS["LSTM"], {"output": "a"})
    changed = [
        (one.text, other.text)
        for one, other in zip(CELLS["LSTM"].equations, made.equations, strict=True)
        if one.text != other.text
    ]
    assert changed == [("o * tanh(c)", "o * c")]
    assert lower(made).params == lower(CELLS["LSTM"]).params


def test_an_unknown_activation_raises():
    with pytest.raises(ModelError, match="“here” has the activation “softmax”; tanh"):
        activation("softmax", "here")
