"""ONNX nodes LSTM, GRU and RNN to our letters, their gates put into PyTorch's order.

The orders are those of the operators' own definitions (onnx.ai, operators LSTM, GRU, RNN): i o f c, z r h, and
h = (1 - z) * n + z * h_prev, so that z keeps, as in PyTorch.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from explainer.cells.cell_text import OWN_CELL
from explainer.cells.primitives import Array
from explainer.torch_models.files.entries import numbers
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.onnx_activations import activation_names, own_text
from explainer.torch_models.files.onnx_graph import RECURRENT, Graph, Node, read_graph
from explainer.torch_models.files.onnx_states import initial_states
from explainer.torch_models.files.onnx_unread import unread
from explainer.torch_models.files.stacking import FileLayer, stack_layers
from explainer.torch_models.model import Model, ModelError

ORDERS = {"LSTM": ("i", "o", "f", "g"), "GRU": ("z", "r", "n"), "RNN": ("h",)}
PEEPHOLES = ("i", "o", "f")
DIRECTIONS = {"forward": 1, "reverse": 1, "bidirectional": 2}
OWN = "Its activations or its clip are not those of the cell {cell}, which is shown with them in their places."
COUPLED = "Its input and forget gates are coupled (input_forget=1): this is the cell CIFG, where f is 1 - i."
BIASES = "ONNX has two biases and uses only their sum, which is b here and counts once."
NOTES = {
    "LSTM": ("ONNX has the gates in the order i o f c; here they are i f g o, and g is ONNX's c.",),
    "GRU": (
        "ONNX has the gates in the order z r h; here they are r z n, and n is ONNX's h.",
        "In ONNX as in PyTorch z keeps the old state: h = (1 - z) * n + z * h_prev. No sign is changed.",
    ),
    "RNN": (),
}
AFTER = "Its reset gate acts after the product (linear_before_reset=1), as in PyTorch."
BEFORE = "Its reset gate acts before the product (linear_before_reset=0), as first published: this is the cell GRU-Cho."
REVERSE = "It reads from the end (direction=reverse); reverse the input to see the same."
LENGTHS = "It takes the lengths of its sequences as an input; here a whole sequence is read."
WITHIN = "It is inside a node {}, which may run it several times, or not; here it is read once."
NO_BIAS = "It has no biases; they are zeros here."
NOTHING = "It has no LSTM, GRU or RNN node; a file of torch.onnx.export of a recurrent module would be right."


@dataclass(frozen=True, eq=False)
class _NodeArrays:
    """The arrays that are the inputs of a node."""

    graph: Graph
    node: Node

    def numbers(self, k: int, what: str, shape: tuple[int | str, ...]) -> Array:
        """Return the k-th input's numbers; raises ModelError where the graph computes them."""
        key = self.node.reads(k)
        entry = self.graph.array(key)
        if entry is None:
            raise ModelError(
                f"{what} of “{short(self.node.name)}”, “{short(key)}”, is computed in the graph; weights stored in the "
                "file would be right (do_constant_folding=True)."
            )
        return numbers({key: entry}, key, shape)


def read_onnx(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of an ONNX file; raises ModelError."""
    graph = read_graph(data, name)
    makers = {node.name: partial(_file_layer, graph, node) for node in graph.nodes if node.op in RECURRENT}
    return stack_layers(makers | unread(graph), "ONNX", NOTHING)


def _file_layer(graph: Graph, node: Node) -> FileLayer:
    arrays, gates = _NodeArrays(graph, node), len(ORDERS[node.op])
    directions = DIRECTIONS.get(str(node.settings.get("direction", "forward")), 0)
    weights = arrays.numbers(1, "W", ("D", "K m", "n"))  # (D, K m, n)
    m = weights.shape[1] // gates
    if not directions or m == 0 or weights.shape[0] != directions or weights.shape[1] != gates * m:
        raise ModelError(f"W of “{short(node.name)}” has the shape {weights.shape}; (D, {gates} m, n) is right, with D "
                         "of 1, or 2 for bidirectional.")  # fmt: skip
    LIMITS["units"].check(m, node.name)
    recurrent = arrays.numbers(2, "R", (directions, gates * m, m))
    bias = (
        arrays.numbers(3, "B", (directions, 2 * gates * m)) if node.reads(3) else np.zeros((directions, 2 * gates * m))
    )
    cell, notes = _cell(node, directions)
    peepholes = arrays.numbers(7, "P", (directions, 3 * m)) if cell == "LSTM-peephole" else None
    params = tuple(
        _params(cell, ORDERS[node.op], weights[d], recurrent[d], bias[d], None if peepholes is None else peepholes[d])
        for d in range(directions)
    )
    if cell == "CIFG":
        params = tuple({key: value for key, value in one.items() if key[2:] != "f"} for one in params)
    text = own_text(node, cell, directions)
    states, more = initial_states(graph, node, directions, m)
    entry = graph.array(node.reads(1))
    assert entry is not None
    below = graph.below(node)
    is_apart = below is not None and _reads_from_end(below) != _reads_from_end(node)
    notes += (WITHIN.format(short(node.within)),) if node.within else ()
    notes += (OWN.format(cell=cell),) if text else ()
    return FileLayer(node.name, OWN_CELL if text else cell, params, entry.dtype, below.name if below else None,
                     m * directions, (*notes, *more), states, is_apart, text)  # fmt: skip


def _reads_from_end(node: Node) -> bool:
    return str(node.settings.get("direction")) == "reverse"


def _params(
    cell: str, order: tuple[str, ...], weights: Array, recurrent: Array, bias: Array, peepholes: Array | None
) -> dict[str, Array]:  # fmt: skip
    """Return one direction by our letters: of W (K m, n), R (K m, m), B (2 K m) and P (3 m)."""
    m, half = recurrent.shape[1], len(bias) // 2
    params: dict[str, Array] = {}
    for k, gate in enumerate(order):
        rows = slice(k * m, (k + 1) * m)
        first, second = bias[:half][rows], bias[half:][rows]
        params |= {f"W_{gate}": weights[rows], f"U_{gate}": recurrent[rows]}
        params |= {f"b_{gate}": first, f"d_{gate}": second} if cell == "GRU" else {f"b_{gate}": first + second}
    if peepholes is not None:
        params |= {f"p_{gate}": peepholes[k * m : (k + 1) * m] for k, gate in enumerate(PEEPHOLES)}
    return params


def _cell(node: Node, directions: int) -> tuple[str, tuple[str, ...]]:
    """Return the cell and the notes; raises ModelError where the node's settings make it another one."""
    name, settings = short(node.name), node.settings
    coupled = node.op == "LSTM" and bool(settings.get("input_forget"))
    if coupled and node.reads(7):
        raise ModelError(f"“{name}” couples its gates (input_forget=1) and has peepholes; one of both would be right.")
    notes = (*NOTES[node.op], *(() if node.reads(3) else (NO_BIAS,)), *((LENGTHS,) if node.reads(4) else ()))
    notes += (REVERSE,) if settings.get("direction") == "reverse" else ()
    if node.op == "GRU":
        return (
            ("GRU", (*notes, AFTER)) if settings.get("linear_before_reset") else ("GRU-Cho", (*notes, BEFORE, BIASES))
        )
    if node.op == "RNN":
        return ("RNN-ReLU" if activation_names(node, directions) == ["relu"] * directions else "RNN"), (*notes, BIASES)
    if coupled:
        return "CIFG", (*notes, BIASES, COUPLED)
    return ("LSTM-peephole" if node.reads(7) else "LSTM"), (*notes, BIASES)
