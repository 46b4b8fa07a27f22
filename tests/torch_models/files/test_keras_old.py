import io
import json
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from torch import Tensor

from explainer.torch_models.files.entries import entry_of
from explainer.torch_models.files.keras_cells import ASSUMED, CUDNN, OLD_GATES
from explainer.torch_models.files.keras_file import read_hdf5, read_zip
from explainer.torch_models.files.keras_old import from_keras_1, is_cudnn, of_today
from explainer.torch_models.model import ModelError

from .running import run, run_back

FILES = Path(__file__).parent / "fixtures"
N, M = 3, 4
GATES = {"LSTM": "icfo", "GRU": "zrh"}  # in the order of Keras 1's weights


def hdf5(arrays: dict[str, np.ndarray], **attributes) -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        for path, array in arrays.items():
            file.create_dataset(path, data=array)
        for name, text in attributes.items():
            file.attrs[name] = np.bytes_(text)
    return out.getvalue()


def keras_1_arrays(kind: str, name: str, n: int = N, seed: int = 0) -> dict[str, np.ndarray]:
    """Return the arrays of a layer of Keras 1.2, in its names and its order."""
    rng = np.random.default_rng(seed)
    shapes = {"W": (n, M), "U": (M, M), "b": (M,)}
    return {
        f"{name}_{letter}_{gate}": rng.normal(0, 0.5, shape).astype("float32")
        for gate in GATES[kind]
        for letter, shape in shapes.items()
    }


def hard_sigmoid(a: Tensor) -> Tensor:
    return torch.clip(0.2 * a + 0.5, 0, 1)  # the default of Keras before 2.3


def step(kind: str, weights: dict[str, Tensor], x: Tensor, h: Tensor, c: Tensor, sigmoid=torch.sigmoid):
    """One step of Keras 1, as its recurrent.py defines it: rows of a batch times W (n, m), gate by gate."""

    def total(gate: str, state: Tensor) -> Tensor:
        return x @ weights[f"W_{gate}"] + weights[f"b_{gate}"] + state @ weights[f"U_{gate}"]

    if kind == "LSTM":
        i, f, o = (sigmoid(total(gate, h)) for gate in "ifo")
        c = f * c + i * torch.tanh(total("c", h))
        return o * torch.tanh(c), c
    z, r = sigmoid(total("z", h)), sigmoid(total("r", h))
    return z * h + (1 - z) * torch.tanh(total("h", r * h)), c


def keras_1_run(kind: str, weights: dict[str, Tensor], x: Tensor, gates=torch.sigmoid) -> Tensor:
    h = c = torch.zeros(x.shape[1], M, dtype=torch.float64)
    rows = []
    for row in x:
        h, c = step(kind, weights, row, h, c, gates)
        rows.append(h)
    return torch.stack(rows)


def keras_1_output(kind: str, arrays: dict[str, np.ndarray], x: np.ndarray, gates=torch.sigmoid) -> np.ndarray:
    weights = {key[-3:]: torch.tensor(array.astype(float)) for key, array in arrays.items()}
    return keras_1_run(kind, weights, torch.tensor(x.copy()), gates).numpy()


def sequential(*layers: dict) -> str:
    return json.dumps({"class_name": "Sequential", "config": list(layers)})


def layer(kind: str, name: str, **settings) -> dict:
    config = {"name": name, "output_dim": M, "activation": "tanh", "inner_activation": "sigmoid", **settings}
    return {"class_name": kind, "config": config}


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("end", ["", ":0"])
def test_a_file_of_keras_1_computes_what_its_definition_computes(kind, end):
    name = f"{kind.lower()}_1"
    low, high = keras_1_arrays(kind, name), keras_1_arrays(kind, "two", n=M, seed=1)
    arrays = {f"model_weights/{name}/{key}{end}": array for key, array in low.items()}
    arrays |= {f"model_weights/two/{key}{end}": array for key, array in high.items()}
    config = sequential(layer(kind, name), {"class_name": "Dropout", "config": {"name": "d"}}, layer(kind, "two"))
    (model,) = read_hdf5(hdf5(arrays, model_config=config, keras_version="1.2.2"), "x")
    x = np.random.default_rng(2).normal(size=(5, 2, N))
    assert (model.cell, model.name, model.dtype) == (
        {"LSTM": "LSTM", "GRU": "GRU-Cho"}[kind],
        f"{name} to two",
        "float32",
    )
    y = keras_1_output(kind, high, keras_1_output(kind, low, x))
    assert np.abs(run(model, x) - y).max() < 1e-12


@pytest.mark.parametrize("kind", GATES)
def test_both_directions_of_keras_1_are_read(kind):
    sides = {side: keras_1_arrays(kind, f"{side}_rnn_1", seed=k) for k, side in enumerate(("forward", "backward"))}
    arrays = {f"bidirectional_1/{key}": array for side in sides.values() for key, array in side.items()}
    inner = {"class_name": kind, "config": layer(kind, "rnn_1")["config"]}
    config = sequential({"class_name": "Bidirectional", "config": {
        "name": "bidirectional_1", "layer": inner, "merge_mode": "concat"}})  # fmt: skip
    for attributes, gates in (({"model_config": config}, torch.sigmoid), ({}, hard_sigmoid)):
        (model,) = read_hdf5(hdf5(arrays, **attributes), "x")
        x = np.random.default_rng(2).normal(size=(5, 2, N))
        back = keras_1_output(kind, sides["backward"], x[::-1], gates)[::-1]
        y = [keras_1_output(kind, sides["forward"], x, gates), back]
        assert model.name == "bidirectional_1" and np.abs(run(model, x) - np.concatenate(y, axis=-1)).max() < 1e-12
        assert (OLD_GATES.format("1") in model.notes) == (not attributes)


@pytest.mark.parametrize("kind", GATES)
def test_a_hard_sigmoid_of_keras_1_has_its_slope(kind):
    arrays = {f"one/{key}": array for key, array in keras_1_arrays(kind, "one").items()}
    config = sequential(layer(kind, "one", inner_activation="hard_sigmoid"))
    (model,) = read_hdf5(hdf5(arrays, model_config=config), "x")
    x = np.random.default_rng(2).normal(size=(5, 2, N))
    expected = keras_1_output(kind, {key[4:]: array for key, array in arrays.items()}, x, hard_sigmoid)
    assert np.abs(run(model, x) - expected).max() < 1e-12


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("gates", ["sigmoid", "hard_sigmoid"])
def test_gradients_of_a_file_of_keras_1_are_those_of_its_definition(kind, gates):
    arrays = keras_1_arrays(kind, "one")
    config = sequential(layer(kind, "one", inner_activation=gates))
    (model,) = read_hdf5(hdf5({f"one/{key}": one for key, one in arrays.items()}, model_config=config), "x")
    weights = {key[-3:]: torch.tensor(one.astype(float), requires_grad=True) for key, one in arrays.items()}
    x = torch.randn(5, 2, N, dtype=torch.float64, requires_grad=True)
    up = torch.randn(5, 2, M, dtype=torch.float64)
    (
        keras_1_run(kind, weights, x, {"sigmoid": torch.sigmoid, "hard_sigmoid": hard_sigmoid}[gates]) * up
    ).sum().backward()
    dx, [[params]] = run_back(model, x.detach().numpy(), up.numpy())
    assert np.abs(dx - x.grad.numpy()).max() < 1e-12
    ours = {"c": "g"} if kind == "LSTM" else {"h": "n"}  # Keras's candidates
    for key, weight in weights.items():
        assert np.abs(params[f"{key[:2]}{ours.get(key[2], key[2])}"] - weight.grad.numpy().T).max() < 1e-12


def test_gates_side_by_side_are_read_as_in_keras_2():
    arrays = keras_1_arrays("LSTM", "a")
    joined = {f"a/a_{one}": np.concatenate([arrays[f"a_{one}_{gate}"] for gate in "ifco"], axis=-1) for one in "WUb"}
    (model,) = read_hdf5(hdf5(joined, model_config=sequential(layer("LSTM", "a"))), "x")
    (same,) = read_hdf5(hdf5({f"a/{key}": array for key, array in arrays.items()}), "x")
    assert all(np.array_equal(array, same.params[0][0][key]) for key, array in model.params[0][0].items())


def test_arrays_of_a_dense_layer_of_keras_1_are_no_cell():
    with pytest.raises(ModelError, match="It has no LSTM, GRU or SimpleRNN layer of Keras"):
        read_hdf5(hdf5({"dense_1/dense_1_W": np.zeros((3, 4)), "dense_1/dense_1_b": np.zeros(4)}), "x")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"a_W_c": None}, "In the layer “a”: “W_c” is missing"),
        ({"a_b_o": np.zeros(3)}, r"In the layer “a”: “b_o” has the shape \(3,\); here \(4,\) would be right"),
        ({"a_U_i": np.zeros((4, 5))}, r"“U_i” has the shape \(4, 5\); here \(4, 4\) would be right"),
        ({"a_W_f": np.full((3, 4), np.nan)}, "“W_f” holds 12 entries that are not finite"),
    ],
)  # fmt: skip
def test_arrays_of_keras_1_that_do_not_fit_raise(change, sentence):
    arrays = {f"a/{key}": array for key, array in (keras_1_arrays("LSTM", "a") | change).items() if array is not None}
    with pytest.raises(ModelError, match=sentence):
        read_hdf5(hdf5(arrays), "x")


@pytest.mark.parametrize("file", ["cudnn_lstm.h5", "cudnn_lstm_weights.h5", "cudnn_gru.h5", "cudnn_gru_weights.h5"])
def test_layers_of_cudnn_compute_what_keras_computes_with_their_weights(file):
    name = file.partition(".")[0].removesuffix("_weights")
    (model,) = read_hdf5((FILES / f"keras2_{file}").read_bytes(), "x")
    arrays = np.load(FILES / f"keras2_{name}.npz")
    assert model.cell == {"cudnn_lstm": "LSTM", "cudnn_gru": "GRU"}[name] and CUDNN in model.notes
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_arrays_of_cudnn_are_those_of_torch_row_by_row(kind):
    """What cuDNN reads is what torch holds: W (m, n) of each gate, row by row, in an array whose shape is (n, m)."""
    torch.manual_seed(0)
    module = getattr(torch.nn, kind)(N, M)
    order = (0, 1, 2, 3) if kind == "LSTM" else (1, 0, 2)
    tensors = {name: tensor.detach().numpy() for name, tensor in module.named_parameters()}
    rows = {name: np.split(array, len(order)) for name, array in tensors.items()}
    arrays = {
        "a/a/kernel:0": np.concatenate([rows["weight_ih_l0"][k].reshape(N, M) for k in order], axis=1),
        "a/a/recurrent_kernel:0": np.concatenate([rows["weight_hh_l0"][k].reshape(M, M) for k in order], axis=1),
        "a/a/bias:0": np.concatenate([rows[name][k] for name in ("bias_ih_l0", "bias_hh_l0") for k in order]),
    }
    config = sequential({"class_name": f"CuDNN{kind}", "config": {"name": "a", "units": M}})
    (model,) = read_hdf5(hdf5(arrays, model_config=config, keras_version="2.1.6"), "x")
    x = torch.randn(5, 2, N)
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-6


def test_a_layer_of_cudnn_without_its_bias_raises():
    found = {"kernel": entry_of(np.zeros((3, 16))), "recurrent_kernel": entry_of(np.zeros((4, 16)))}
    with pytest.raises(ModelError, match=r"In the layer “a”: “bias” is missing; an array of the shape \(2 K m,\)"):
        of_today("a", found, cudnn=True)
    assert not is_cudnn(found) and of_today("a", found) == found and from_keras_1(found) is found


def test_arrays_beside_those_of_keras_raise():
    found = {"kernel": entry_of(np.zeros((3, 16))), "recurrent_kernel": entry_of(np.zeros((4, 16)))}
    with pytest.raises(ModelError, match="In the layer “a”: “peepholes” is none of kernel, recurrent_kernel, bias"):
        of_today("a", found | {"peepholes": entry_of(np.zeros(4))})


@pytest.mark.parametrize(("version", "is_old"), [("2.1.3", True), ("2.2.4-tf", False), ("2.3.0", False), ("", False)])
def test_a_note_names_the_gates_that_a_version_has_by_default(version, is_old):
    arrays = {"a/a/kernel:0": np.zeros((3, 16)), "a/a/recurrent_kernel:0": np.zeros((4, 16))}
    (model,) = read_hdf5(hdf5(arrays, **({"keras_version": version} if version else {})), "x")
    assert (OLD_GATES.format(version) if is_old else ASSUMED) in model.notes


def test_files_of_keras_2_without_names_in_them_are_read_by_their_paths():
    models = read_zip((FILES / "keras2_both.keras").read_bytes(), "x")
    arrays = np.load(FILES / "keras2_both.npz")
    assert [(model.name, model.cell, len(model.directions)) for model in models] == [
        ("both", "GRU", 2),
        ("top", "LSTM", 1),
    ]
    assert np.abs(run(models[1], run(models[0], arrays["x"])) - arrays["y"]).max() < 1e-5


def test_weights_without_a_config_are_in_the_order_that_the_file_lists():
    models = read_hdf5((FILES / "keras2_nested_weights.h5").read_bytes(), "x")
    arrays = np.load(FILES / "keras2_nested.npz")
    names = [f"{side}/low/lstm_cell to {side}/high/lstm_cell" for side in ("left", "right")]
    assert [model.name for model in models] == names
    y = np.concatenate([run(model, arrays["x"]) for model in models], axis=-1)
    assert np.abs(y - arrays["y"]).max() < 1e-5
