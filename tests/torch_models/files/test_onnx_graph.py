from pathlib import Path

import numpy as np
import pytest

from explainer.torch_models.files.onnx_graph import Graph, Node, read_graph
from explainer.torch_models.files.onnx_schema import parse
from explainer.torch_models.model import ModelError

FILES = Path(__file__).parent / "fixtures"


def graph_of(name: str, change=lambda graph: None) -> Graph:
    found = parse((FILES / f"onnx_{name}.onnx").read_bytes(), name)
    change(found.graph)
    return read_graph(found.SerializeToString(), name)


def test_settings_are_read_by_their_types():
    (node,) = graph_of("lstm_hard").nodes
    assert node.op == "LSTM" and node.name == "cell"
    assert node.settings["activations"] == ["HardSigmoid", "Softsign", "Elu"] and node.settings["hidden_size"] == 4
    assert np.allclose(node.settings["activation_alpha"], [0.3, 0.7])
    assert node.reads(1) == "cell.W" and node.reads(6) == ""


def test_arrays_are_those_that_the_file_holds():
    graph = graph_of("rnn")
    found = parse((FILES / "onnx_rnn.onnx").read_bytes(), "x").graph.initializer
    for tensor in found:
        entry = graph.array(tensor.name.decode())
        assert entry.dtype == "float32" and entry.array.shape == tuple(tensor.dims)
        assert entry.array.astype("<f4").tobytes() == tensor.raw_data
    assert graph.array("nothing") is None


def chain(*ops: str) -> Graph:
    """Return a graph in which each node reads the output of the one before."""
    nodes = tuple(Node(f"n{k}", op, (f"v{k}",), (f"v{k + 1}",), {}) for k, op in enumerate(ops))
    return Graph(nodes, {node.outputs[0]: node for node in nodes}, {})


@pytest.mark.parametrize(
    ("between", "passes"),
    [((), True), (("Squeeze",), True), (("Transpose", "Reshape", "Cast"), True), (("Relu",), False), (("Add",), False)],
)
def test_a_node_reads_the_recurrent_one_below_through_nodes_that_only_reorder(between, passes):
    graph = chain("LSTM", *between, "GRU")
    assert graph.below(graph.nodes[-1]) == (graph.nodes[0] if passes else None)
    assert graph.below(graph.nodes[0]) is None


def test_the_last_state_of_a_node_is_not_its_output_over_time():
    low = Node("low", "LSTM", ("x",), ("y", "h"), {})
    for key, below in (("y", low), ("h", None)):
        high = Node("high", "LSTM", (key,), ("z",), {})
        assert Graph((low, high), {"y": low, "h": low}, {}).below(high) is below


def test_a_circle_ends():
    nodes = (Node("a", "Identity", ("v",), ("w",), {}), Node("b", "Identity", ("w",), ("v",), {}))
    graph = Graph(nodes, {"w": nodes[0], "v": nodes[1]}, {})
    assert graph.below(nodes[0]) is None and graph.initial_state("v") is None


def test_an_initial_state_is_followed_through_nodes_that_keep_its_numbers():
    plain = graph_of("started")
    (node,) = plain.nodes
    expected = plain.array(node.reads(5)).array

    def behind_identity(graph) -> None:
        added = graph.node.add(op_type=b"Identity", input=[graph.node[0].input[5]], output=[b"same"])
        assert added.output
        graph.node[0].input[5] = b"same"

    graph = graph_of("started", behind_identity)
    assert np.array_equal(graph.initial_state("same").array, expected)


def test_nodes_inside_a_branch_are_found_with_the_operation_around_them():
    graph = graph_of("inside")
    assert [(node.op, node.within) for node in graph.nodes if node.op == "LSTM"] == [("LSTM", "If")]
    assert graph.array("cell.W") is not None


def test_nodes_of_one_name_are_distinct_and_nameless_ones_named():
    def twice(graph) -> None:
        for name in (b"cell", b""):
            copied = graph.node.add()
            copied.CopyFrom(graph.node[0])
            copied.name = name

    names = [node.name for node in graph_of("gru", twice).nodes]
    assert names == ["cell 1", "cell 2", "GRU 3"]


def test_a_node_of_another_domain_is_another_operation():
    (node,) = graph_of("gru", lambda graph: setattr(graph.node[0], "domain", b"com.microsoft")).nodes
    assert node.op == "com.microsoft.GRU"


def test_numbers_in_another_file_are_refused():
    graph = graph_of("gru", lambda graph: setattr(graph.initializer[0], "data_location", 1))
    with pytest.raises(ModelError, match="is stored in another file"):
        graph.array("cell.W")
