from pathlib import Path

import numpy as np
import pytest

from explainer.torch_models.files.onnx_cells import REVERSE, WITHIN, read_onnx
from explainer.torch_models.files.onnx_schema import _message, parse
from explainer.torch_models.files.onnx_states import INITIAL_STATES
from explainer.torch_models.files.stacking import READS
from explainer.torch_models.model import ModelError

from .running import run

FILES = Path(__file__).parent / "fixtures"
CELLS = {
    "lstm": "LSTM", "gru": "GRU", "gru_before": "GRU-Cho", "rnn": "RNN", "rnn_relu": "RNN-ReLU", "reverse": "GRU",
    "both": "LSTM", "peephole": "LSTM-peephole", "started": "LSTM", "stacked": "LSTM", "torch_lstm": "LSTM",
    "torch_gru": "GRU",
}  # fmt: skip


def data(name: str) -> bytes:
    return (FILES / f"onnx_{name}.onnx").read_bytes()


@pytest.mark.parametrize("name", CELLS)
def test_a_file_of_onnx_computes_what_onnxruntime_computes(name):
    (model,) = read_onnx(data(name), name)
    arrays = np.load(FILES / f"onnx_{name}.npz")
    step = -1 if name == "reverse" else 1
    assert (model.cell, model.origin, model.dtype, model.n, model.m) == (CELLS[name], "ONNX", "float32", 3, 4)
    assert np.abs(run(model, arrays["x"][::step])[::step] - arrays["y"]).max() < 1e-5
    assert INITIAL_STATES not in model.notes
    assert (REVERSE in model.notes) == (name == "reverse")


def test_layers_directions_and_initial_states_are_read():
    for name in ("stacked", "torch_lstm"):
        (model,) = read_onnx(data(name), name)
        assert len(model.params) == 2 and model.directions == ("forward", "reverse") and model.initial_states == ()
    (model,) = read_onnx(data("started"), "started")
    assert set(model.initial_states[0][0]) == {"h", "c"} and model.initial_states[0][0]["c"].any()


def changed(name: str, change) -> bytes:
    found = parse(data(name), name)
    change(found.graph)
    return found.SerializeToString()


def set_attribute(name: str, **value):
    return lambda graph: graph.node[0].attribute.add(name=name.encode(), **value)


def external(graph):
    graph.initializer[0].data_location = 1


def missing(graph):
    del graph.initializer[1]


def huge(graph):
    graph.initializer[0].dims[:] = [1, 2**40, 2**40]


def larger(graph):
    graph.initializer[0].dims[:] = [1, 12, 30]


def negative(graph):
    graph.initializer[0].dims[:] = [1, -12, -3]


def whole(graph):
    graph.initializer[0].data_type = 7


def nan(graph):
    graph.initializer[0].raw_data = np.full(36, np.nan, "<f4").tobytes()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (set_attribute("activations", strings=[b"Softmax", b"Tanh"], type=8), "has the activation “softmax”"),
        (set_attribute("activations", strings=[b"Tanh"], type=8), "has the activations tanh; 2, the same in each"),
        (external, "“cell.W” is stored in another file"),
        (missing, "R of “cell”, “cell.R”, is computed in the graph"),
        (huge, "numbers; 33,554,432 is the most"),
        (larger, r"has the shape \(1, 12, 30\) and holds 36 numbers; 360 would be right"),
        (negative, "which is none"),
        (whole, "“cell.W” holds int64; float16"),
        (nan, "“cell.W” holds 36 entries that are not finite"),
        (lambda graph: graph.node[0].ClearField("input"), "W of “cell”"),
        (lambda graph: graph.node.pop(), "holds no graph of ONNX nodes"),
        (lambda graph: setattr(graph.node[0], "op_type", b"Conv"), "has no LSTM, GRU or RNN node"),
        (set_attribute("direction", s=b"sideways", type=3), r"W of “cell” has the shape \(1, 12, 3\)"),
    ],
)
def test_what_these_cells_cannot_compute_raises(change, sentence):
    with pytest.raises(ModelError, match=sentence):
        read_onnx(changed("gru", change), "x")


def test_coupled_gates_with_peepholes_raise():
    with pytest.raises(ModelError, match="couples its gates"):
        read_onnx(changed("peephole", set_attribute("input_forget", i=1, type=2)), "x")


OWN_CELLS = ("lstm_hard", "lstm_relu", "lstm_clip", "gru_affine", "gru_clip", "rnn_leaky", "rnn_scaled",
             "lstm_thresholded", "rnn_thresholded")  # fmt: skip


@pytest.mark.parametrize("name", [*OWN_CELLS, "lstm_coupled"])
def test_a_node_with_other_activations_computes_what_onnxruntime_computes(name):
    (model,) = read_onnx(data(name), name)
    arrays = np.load(FILES / f"onnx_{name}.npz")
    assert model.cell == ("CIFG" if name == "lstm_coupled" else "Your cell")
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5


def test_numbers_are_read_from_every_field_of_onnx():
    (first,) = read_onnx(data("rnn"), "x")
    array = np.frombuffer(parse(data("rnn"), "x").graph.initializer[0].raw_data, "<f4")
    halves = (array.view("<u4") >> 16).astype("<u2")
    fields_by_type = {
        1: {"float_data": array}, 11: {"double_data": array}, 10: {"int32_data": array.astype("<f2").view("<u2")},
        16: {"raw_data": halves.tobytes()},
    }  # fmt: skip

    for kind, fields in fields_by_type.items():

        def change(graph, kind=kind, fields=fields):
            tensor = graph.initializer[0]
            tensor.data_type, tensor.raw_data = kind, fields.get("raw_data", b"")
            for field, values in fields.items():
                if field != "raw_data":
                    getattr(tensor, field).extend(values.tolist())

        (model,) = read_onnx(changed("rnn", change), "x")
        exact = {1: 0, 11: 0, 10: 1e-3, 16: 1e-2}[kind]
        assert np.abs(model.params[0][0]["W_h"] - first.params[0][0]["W_h"]).max() <= exact


def test_nodes_of_the_same_name_get_numbers():
    def twice(graph):
        second = graph.node.add()
        second.CopyFrom(graph.node[0])
        second.output[0] = b"again"

    assert [model.name for model in read_onnx(changed("gru", twice), "x")] == ["cell 1", "cell 2"]


def test_the_schema_has_its_own_pool_and_damaged_files_raise():
    assert _message("Model")().graph.name == b""
    with pytest.raises(ModelError, match="damaged or cut off"):
        parse(data("gru")[:-5], "x")


def test_a_node_that_reads_the_one_below_in_another_direction_is_no_part_of_its_stack():
    low, high = read_onnx(data("turned"), "x")
    arrays = np.load(FILES / "onnx_turned.npz")
    assert [low.name, high.name] == ["one to two", "three"] and READS.format("two") in high.notes
    assert np.abs(run(high, run(low, arrays["x"])[::-1])[::-1] - arrays["y"]).max() < 1e-5


def test_a_node_inside_another_is_read_with_a_note():
    (model,) = read_onnx(data("inside"), "x")
    arrays = np.load(FILES / "onnx_inside.npz")
    assert np.abs(run(model, arrays["x"]) - arrays["y"]).max() < 1e-5 and WITHIN.format("If") in model.notes
