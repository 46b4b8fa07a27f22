from pathlib import Path

import numpy as np
import pytest

from explainer.torch_models.files.entries import entry_of
from explainer.torch_models.files.keras_cells import AFTER, ASSUMED, BEFORE, STACKED, read_layers
from explainer.torch_models.files.keras_config import LayerConfig
from explainer.torch_models.files.keras_file import read_hdf5, read_zip
from explainer.torch_models.files.packing import pack, unpack
from explainer.torch_models.files.stacking import FileLayer, stack_layers
from explainer.torch_models.model import ModelError
from explainer.torch_models.model_view import loaded_weights

from .running import run

FILES = Path(__file__).parent / "fixtures"
CELLS = {"lstm": "LSTM", "gru": "GRU", "gru_before": "GRU-Cho", "rnn": "RNN", "both": "LSTM", "stacked": "GRU"}
CASES = [f"{name}{end}" for name in CELLS for end in (".keras", ".weights.h5")]
OLD = [f"{name}.h5" for name in ("lstm", "gru", "both", "stacked")]


def read_fixture(file: str):
    data = (FILES / f"keras_{file}").read_bytes()
    return (read_zip if file.endswith(".keras") else read_hdf5)(data, file)


def expected(name: str):
    return np.load(FILES / f"keras_{name}.npz")


@pytest.mark.parametrize("file", CASES + OLD)
def test_a_file_of_keras_computes_what_keras_computes(file):
    name = file.partition(".")[0]
    (model,) = read_fixture(file)
    arrays = expected(name)
    assert model.cell == CELLS[name] and model.origin == "Keras" and model.dtype == "float32"
    assert (model.n, model.m) == (3, 4)
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5


def test_both_directions_and_both_layers_are_read():
    assert read_fixture("both.keras")[0].directions == ("forward", "reverse")
    assert len(read_fixture("stacked.keras")[0].params) == len(read_fixture("stacked.weights.h5")[0].params) == 2
    assert read_fixture("stacked.keras")[0].name == "lower to upper"


def test_without_a_config_a_note_says_what_is_assumed():
    assert ASSUMED in read_fixture("lstm.weights.h5")[0].notes and ASSUMED not in read_fixture("lstm.keras")[0].notes
    assert (
        STACKED in read_fixture("stacked.weights.h5")[0].notes and STACKED not in read_fixture("stacked.keras")[0].notes
    )
    assert AFTER in read_fixture("gru.keras")[0].notes and BEFORE in read_fixture("gru_before.weights.h5")[0].notes


def test_relu_and_no_bias_are_read_from_the_config():
    (model,) = read_fixture("rnn_relu.keras")
    arrays = expected("rnn_relu")
    assert model.cell == "RNN-ReLU" and "It has no biases; they are zeros here." in model.notes
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5


OWN_CELLS = {
    "hard": "o = min(max(0.16", "lstm_relu": "h = o * relu(c)", "lstm_hard": "i = min(max(0.16",
    "lstm_linear": "h = o * c", "gru_elu": "n = max(W_n @ x", "rnn_silu": "sigmoid(W_h @ x",
    "lstm_gelu": "h = o * (c * (0.5 + 0.5 * erf(0.707", "gru_leaky": "0.3 * min(W_n @ x",
    "rnn_mish": "* tanh(max(W_h @ x",
}  # fmt: skip


@pytest.mark.parametrize("name", OWN_CELLS)
def test_a_layer_with_other_activations_computes_what_keras_computes(name):
    (model,) = read_fixture(f"{name}.keras")
    arrays = expected(name)
    assert model.cell == "Your cell" and OWN_CELLS[name] in model.text
    assert any(note.startswith("Its activations are not those of the cell") for note in model.notes)
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5
    (packed,) = unpack(pack([model]))
    assert packed.program.cell.equations == model.program.cell.equations
    assert loaded_weights(model, "one").text == model.text


def test_the_slope_of_hard_sigmoid_is_that_of_the_kerases_version():
    for settings, slope in (({"implementation": 2}, "0.2 * (W_i"), ({}, "0.16666666666666666 * (W_i")):
        config = LayerConfig("one", "LSTM", settings | {"recurrent_activation": "hard_sigmoid"})
        (model,) = read_layers({"one": {0: kernels()}}, {"one": config})
        assert slope in model.text


@pytest.mark.parametrize(
    ("activation", "same"),
    [
        ({"class_name": "Activation", "config": {"activation": "gelu"}}, "gelu"),
        ({"class_name": "gelu", "config": {"approximate": False}}, "gelu"),
        ({"class_name": "gelu", "config": {"approximate": True}}, "gelu_tanh"),
        ({"class_name": "LeakyReLU", "config": {"alpha": 0.2}}, "leaky_relu"),
        ({"class_name": "ELU", "config": {"alpha": 1.0}}, "elu"),
        ({"class_name": "ReLU", "config": {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}}, "relu6"),
    ],
)  # fmt: skip
def test_an_activation_with_settings_is_that_function(activation, same):
    texts = [read_layers({"one": {0: kernels()}}, {"one": LayerConfig("one", "LSTM", {"activation": one})})[0].text
             for one in (activation, same)]  # fmt: skip
    assert texts[0] == texts[1] and texts[0]


def test_an_unknown_activation_raises():
    for value, says in (
        ("softmax", "activation “softmax”; tanh, sigmoid"),
        ({"class_name": "x"}, "of its own"),
        ({"class_name": "ReLU", "config": {"max_value": 3.0}}, "of its own"),
    ):
        config = LayerConfig("one", "LSTM", {"activation": value})
        with pytest.raises(ModelError, match=says):
            read_layers({"one": {0: kernels()}}, {"one": config})


def test_the_graph_of_the_config_decides_what_is_stacked():
    models = read_fixture("wired.keras")
    arrays = expected("wired")
    assert [(model.name, model.cell) for model in models] == [("inner to outer", "LSTM"), ("beside", "RNN")]
    output = np.concatenate([run(model, arrays["x"]) for model in models], axis=-1)
    assert np.abs(output - arrays["y"]).max() < 1e-5


def kernels(gates: int = 4, m: int = 2, n: int = 3, **others):
    rng = np.random.default_rng(0)
    arrays = {"kernel": rng.normal(size=(n, gates * m)), "recurrent_kernel": rng.normal(size=(m, gates * m))}
    arrays |= {"bias": rng.normal(size=gates * m)}
    return {name: entry_of(array) for name, array in (arrays | others).items() if array is not None}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({0: kernels(kernel=None)}, "“kernel” is missing"),
        ({0: kernels(kernel=np.zeros((3, 7)))}, r"In the layer “a”: “kernel” has the shape \(3, 7\); here \(n, 8\)"),
        ({0: kernels(recurrent_kernel=np.zeros((2, 10)))}, r"“a” has the shape \(2, 10\); \(m, 4 m\)"),
        ({0: kernels(bias=np.full(8, np.nan))}, "“bias” holds 8 entries that are not finite"),
        ({0: kernels(bias=np.zeros(8, int))}, "“bias” holds int64; float16"),
        ({1: kernels()}, "backward layer only"),
    ],
)
def test_arrays_that_do_not_fit_raise(found, sentence):
    if "kernel" not in found.get(0, {"kernel": 0}):
        found[0] = {key: one for key, one in found[0].items() if key != "kernel"}
    with pytest.raises(ModelError, match=sentence):
        read_layers({"a": found}, None)


def test_one_invalid_layer_is_left_out_with_a_note():
    (model,) = read_layers({"a": {0: kernels()}, "b": {0: kernels(bias=np.full(8, np.inf))}}, None)
    assert model.name == "a" and any(note.startswith("“b” of the same file is left out:") for note in model.notes)


def test_layers_are_stacked_only_where_they_fit():
    def layer(name: str, n: int, m: int, below: str | None) -> FileLayer:
        params = {"W_h": np.zeros((m, n)), "U_h": np.zeros((m, m)), "b_h": np.zeros(m)}
        return FileLayer(name, "RNN", (params,), below=below, output_size=m)

    layers = [layer("a", 3, 4, None), layer("b", 4, 4, "a"), layer("c", 4, 4, "a"), layer("d", 4, 5, "b")]
    models = stack_layers({one.name: (lambda one=one: one) for one in layers}, "Keras", "nothing")
    assert [model.name for model in models] == ["a to b", "c", "d"]
