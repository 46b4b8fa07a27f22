import numpy as np
import pytest

from explainer.torch_models.files.onnx_cells import read_onnx
from explainer.torch_models.files.onnx_schema import parse
from explainer.torch_models.files.onnx_states import INITIAL_STATES

from .test_onnx_cells import data


def states_of(change) -> tuple:
    found = parse(data("started"), "x")
    change(found.graph)
    (model,) = read_onnx(found.SerializeToString(), "x")
    return model.initial_states, INITIAL_STATES in model.notes


def batch_first(graph) -> None:
    graph.node[0].attribute.add(name=b"layout", i=1, type=2)
    for tensor in graph.initializer:
        if tensor.name in (b"h0", b"c0"):
            tensor.dims[:] = [tensor.dims[1], tensor.dims[0], tensor.dims[2]]


def different(graph) -> None:
    for tensor in graph.initializer:
        if tensor.name == b"h0":
            tensor.raw_data = np.arange(8, dtype="<f4").tobytes()


def test_states_are_read_in_either_layout():
    (expected,), computed = states_of(lambda graph: None)
    (found,), _ = states_of(batch_first)
    assert not computed and all(np.array_equal(found[0][key], expected[0][key]) for key in ("h", "c"))


@pytest.mark.parametrize("name", [b"h0", b"c0"])
def test_states_that_differ_or_are_computed_have_a_note(name):
    def computed(graph) -> None:
        others = [tensor for tensor in graph.initializer if tensor.name != name]
        graph.ClearField("initializer")
        graph.initializer.extend(others)

    assert states_of(different) == states_of(computed) == ((), True)
