import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.cells.lowering import lower
from explainer.cells.torch_layout import TORCH_CELLS
from explainer.torch_models.files.keras_file import read_zip
from explainer.torch_models.files.onnx_cells import read_onnx
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.packing import pack, unpack
from explainer.torch_models.files.state_dict_export import pt_bytes, safetensors_bytes, state_dict
from explainer.torch_models.model import Model, ModelError

from .running import run


def random_model(cell: str, both: bool = False, layers: int = 2, p: int = 0, dtype: str = "float32") -> Model:
    rng = np.random.default_rng(0)
    program, stack = lower(CELLS[cell]), []
    for layer in range(layers):
        sizes = {"m": 4, "n": (p or 4) * (1 + both) if layer else 3}
        row = []
        for _ in range(1 + both):
            shapes = {name: [sizes[one] for one in shape] for name, shape in program.params.items()}
            shapes |= {name: [4, p] for name in shapes if name[0] == "U" and p} | ({"P": [p, 4]} if p else {})
            arrays = {name: rng.normal(size=shape).astype("f4").astype("f8") for name, shape in shapes.items()}
            exact = {name: array + array / 2**30 for name, array in arrays.items() if name[0] == "b"}  # a sum of two
            row.append(arrays | (exact if "d_n" not in arrays and cell in TORCH_CELLS else {}))
        stack.append(tuple(row))
    return Model("a.lstm", cell, tuple(stack), "Keras", dtype)


def same(one: Model, other: Model) -> bool:
    fields = [(model.name, model.cell, model.dtype, len(model.params)) for model in (one, other)]
    pairs = [(a, b) for low, high in zip(one.params, other.params, strict=True) for a, b in zip(low, high, strict=True)]
    return fields[0] == fields[1] and all(
        a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a) for a, b in pairs
    )


CASES = [(cell, both, 0) for cell in CELLS for both in (False, True)] + [("LSTM", False, 2), ("LSTM", True, 3)]


@pytest.mark.parametrize(("cell", "both", "p"), CASES)
def test_an_exported_model_opens_without_loss(cell, both, p):
    model = random_model(cell, both, p=p)
    (again,) = open_file("a.lstm.safetensors", safetensors_bytes(model))
    assert same(again, model)
    assert same(*unpack(pack([again])), model)


FIXTURES = Path(__file__).parent / "fixtures"
OWN_FILES = ["keras_lstm_relu.keras", "keras_lstm_gelu.keras", "keras_gru_leaky.keras", "keras_rnn_mish.keras",
             "onnx_lstm_clip.onnx", "onnx_gru_affine.onnx", "onnx_rnn_thresholded.onnx"]  # fmt: skip


@pytest.mark.parametrize("file", OWN_FILES)
def test_a_cell_with_equations_of_its_own_opens_again_with_them(file):
    read = {"keras": read_zip, "onnx": read_onnx}[file.rpartition(".")[2]]
    (model,) = read((FIXTURES / file).read_bytes(), file)
    (again,) = open_file("again.safetensors", safetensors_bytes(model))
    assert same(again, model) and again.text == model.text and again.origin == model.origin
    assert again.program.cell == model.program.cell
    arrays = np.load(FIXTURES / f"{file.partition('.')[0]}.npz")
    assert np.abs(run(again, arrays["x"]) - arrays["y"]).max() < 1e-5
    assert same(*unpack(pack([again])), model)


OWN = "f = sigmoid(W_f @ x + U_f @ h_prev)  # keep: what is kept\nh = f * h_prev + (1 - f) * (W_f @ x)"


def own_model() -> Model:
    """Return a model of a cell without biases, whose equations nobody ships."""
    rng = np.random.default_rng(0)
    return Model("mine", OWN_CELL, (({"W_f": rng.normal(size=(4, 3)), "U_f": rng.normal(size=(4, 4))},),),
                 "Gatescope", "float64", text=OWN)  # fmt: skip


def test_a_cell_without_biases_opens_again():
    model = own_model()
    assert (model.n, model.m) == (3, 4)
    (again,) = open_file("a.safetensors", safetensors_bytes(model))
    assert same(again, model) and again.text == OWN


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Its equations cannot be read. There is no equation yet"),
        ("h = __import__('os').system('true')", "Its equations cannot be read"),
        ("h = tanh(W_h @ x + U_h @ h_prev", "cannot be parsed"),
        ("h = tanh(b_h + h_prev)", "Its equations do not multiply the input x by a matrix"),
        ("h = " + "x + " * 2000 + "x", "4,000 is the most"),
        ("h = tanh(W_f @ x + U_q @ h_prev)", "“0.U_q” is missing"),
        (["h = W_f @ x"], "Its equations cannot be read"),
    ],
)
def test_equations_of_a_file_that_cannot_be_used_raise(text, says):
    data = load(safetensors_bytes(own_model()))
    metadata = {"recipe": json.dumps({"cell": OWN_CELL, "name": "mine", "text": text})}
    with pytest.raises(ModelError, match=re.escape(says)):
        open_file("a.safetensors", save(data, metadata))


@pytest.mark.parametrize(("kind", "module"), [("LSTM", torch.nn.LSTM), ("GRU", torch.nn.GRU), ("RNN", torch.nn.RNN)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_torch_loads_an_exported_model(kind, module, dtype):
    model = random_model(kind, both=True, dtype=dtype)
    made = module(3, 4, num_layers=2, bidirectional=True, dtype=getattr(torch, dtype))
    made.load_state_dict(torch.load(io.BytesIO(pt_bytes(model)), weights_only=True))
    found = state_dict(model)
    assert all(np.array_equal(tensor.numpy(), found[name]) for name, tensor in made.state_dict().items())


def test_a_cell_that_pytorch_does_not_have_raises():
    with pytest.raises(ModelError, match="PyTorch has no module of the cell GRU-Cho"):
        pt_bytes(random_model("GRU-Cho"))


def test_initial_states_and_notes_are_packed_too():
    model = random_model("LSTM")
    states = tuple(({"h": np.arange(4.0)},) for _ in range(2))
    noted = Model(model.name, model.cell, model.params, notes=("one", "two"), initial_states=states)
    (again,) = unpack(pack([noted]))
    assert again.notes == ("one", "two") and np.array_equal(again.initial_states[1][0]["h"], np.arange(4.0))


@pytest.mark.parametrize("both", [False, True])
def test_initial_states_are_written_beside_our_letters(both):
    model = random_model("GRU-Cho", both)
    states = tuple(tuple({"h": np.arange(4.0) + k + way} for way in range(1 + both)) for k in range(2))
    (again,) = open_file("a.safetensors", safetensors_bytes(replace(model, initial_states=states)))
    pairs = zip(again.initial_states, states, strict=True)
    assert all(np.array_equal(a["h"], b["h"]) for one, other in pairs for a, b in zip(one, other, strict=True))
