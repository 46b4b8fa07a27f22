"""The gradients of layers of Keras against those that Keras itself gives: see fixtures/make_gradients.py."""

import io
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from explainer.torch_models.files.keras_cells import NO_BIAS
from explainer.torch_models.files.keras_file import read_hdf5, read_zip
from explainer.torch_models.model import Model

from .running import run, run_back

FILES = Path(__file__).parent / "fixtures"
ONE_STACK = [
    "lstm", "gru", "gru_before", "rnn", "rnn_relu", "both", "stacked", "hard", "lstm_relu", "lstm_hard", "lstm_linear",
    "lstm_gelu", "gru_elu", "gru_leaky", "rnn_silu", "rnn_mish",
]  # fmt: skip


def read_with(name: str, arrays: dict[str, np.ndarray]) -> dict[str, Model]:
    """Return the models of a fixture, its weights replaced by arrays, by their names."""
    with zipfile.ZipFile(FILES / f"keras_{name}.keras") as old:
        parts = {key: old.read(key) for key in old.namelist()}
    weights = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(weights, "r+") as file:
        for path, array in arrays.items():
            file[path][...] = array
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        for key, data in (parts | {"model.weights.h5": weights.getvalue()}).items():
            new.writestr(key, data)
    return {model.name: model for model in read_zip(written.getvalue(), name)}


def check_params(found: list[list[dict[str, np.ndarray]]], expected: Model) -> None:
    """Check gradients of parameters against a model whose parameters are gradients."""
    for layer, theirs in zip(found, expected.params, strict=True):
        for side, other in zip(layer, theirs, strict=True):
            assert side.keys() == other.keys()
            for key in [key for key in side if key[0] != "b" or NO_BIAS not in expected.notes]:
                assert np.abs(side[key] - other[key]).max() < 1e-5 * max(1.0, np.abs(other[key]).max())


def fixture(name: str) -> tuple[dict[str, Model], dict[str, Model], dict[str, np.ndarray]]:
    """Return the models of a file of Keras 3, the same with gradients for parameters, and x, up and dx."""
    arrays = np.load(FILES / f"keras_{name}_gradients.npz")
    gradients = {key: array for key, array in arrays.items() if key not in ("up", "dx")}
    x = np.load(FILES / f"keras_{name}.npz")["x"]
    numbers = {"x": x.reshape(len(x), -1, x.shape[-1]), "up": arrays["up"], "dx": arrays["dx"]}
    return read_with(name, {}), read_with(name, gradients), numbers


def check_input(dx: np.ndarray, numbers: dict[str, np.ndarray]) -> None:
    assert np.abs(dx - numbers["dx"]).max() < 1e-5


@pytest.mark.parametrize("name", ONE_STACK)
def test_gradients_of_a_stack_are_those_of_keras(name):
    models, expected, numbers = fixture(name)
    (model,) = models.values()
    dx, params = run_back(model, numbers["x"], numbers["up"])
    check_input(dx, numbers)
    check_params(params, expected[model.name])


@pytest.mark.parametrize("name", ["nested", "wired"])
def test_gradients_of_stacks_side_by_side_are_those_of_keras(name):
    models, expected, numbers = fixture(name)
    dx = np.zeros_like(numbers["dx"])
    for model, up in zip(models.values(), np.split(numbers["up"], 2, axis=-1), strict=True):
        more, params = run_back(model, numbers["x"], up)
        dx = dx + more
        check_params(params, expected[model.name])
    check_input(dx, numbers)


def test_gradients_of_the_cells_of_a_layer_are_those_of_keras():
    models, expected, numbers = fixture("cells")
    low, high = models.values()
    up, params = run_back(high, run(low, numbers["x"]), numbers["up"])
    dx, below = run_back(low, numbers["x"], up)
    check_input(dx, numbers)
    for model, found in ((high, params), (low, below)):
        check_params(found, expected[model.name])


def test_gradients_of_the_cells_of_both_directions_are_those_of_keras():
    models, expected, numbers = fixture("cells_both")
    forward, backward, top = models.values()
    both = [run(forward, numbers["x"]), run(backward, numbers["x"][::-1])[::-1]]
    up, of_top = run_back(top, np.concatenate(both, axis=-1), numbers["up"])
    one, other = np.split(up, 2, axis=-1)
    dx, of_forward = run_back(forward, numbers["x"], one)
    turned, of_backward = run_back(backward, numbers["x"][::-1], other[::-1])
    check_input(dx + turned[::-1], numbers)
    for model, found in ((top, of_top), (forward, of_forward), (backward, of_backward)):
        check_params(found, expected[model.name])


def test_gradients_of_layers_that_read_from_the_end_are_those_of_keras():
    models, expected, numbers = fixture("backwards")
    low, high = models.values()
    x = numbers["x"][::-1]
    up, of_high = run_back(high, run(low, x)[::-1], numbers["up"])
    dx, of_low = run_back(low, x, up[::-1])
    check_input(dx[::-1], numbers)
    for model, found in ((high, of_high), (low, of_low)):
        check_params(found, expected[model.name])


@pytest.mark.parametrize(
    ("name", "file"),
    [("cudnn_lstm", "cudnn_lstm.h5"), ("cudnn_gru", "cudnn_gru.h5"), ("nested", "nested_weights.h5"),
     ("both", "both.keras")],
)  # fmt: skip
def test_gradients_of_files_of_keras_2_are_those_of_its_gradient_tape(name, file):
    read = read_zip if file.endswith(".keras") else read_hdf5
    models = read((FILES / f"keras2_{file}").read_bytes(), "x")
    expected = read_hdf5((FILES / f"keras2_{name}_gradients.h5").read_bytes(), "x")
    numbers = {**np.load(FILES / f"keras2_{name}.npz"), **np.load(FILES / f"keras2_{name}_gradients.npz")}
    if name == "both":  # one above the other
        up, of_top = run_back(models[1], run(models[0], numbers["x"]), numbers["up"])
        dx, of_low = run_back(models[0], numbers["x"], up)
        found = [of_low, of_top]
    else:  # side by side
        ups = np.split(numbers["up"], len(models), axis=-1)
        made = [run_back(model, numbers["x"], up) for model, up in zip(models, ups, strict=True)]
        dx, found = np.sum([one for one, _ in made], axis=0), [params for _, params in made]
    check_input(dx, numbers)
    for params, theirs in zip(found, expected, strict=True):
        check_params(params, theirs)
