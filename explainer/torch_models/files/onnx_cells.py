"""The ONNX cells: LSTM, GRU and RNN nodes become our letters, their gates put into PyTorch's order.

The orders are those of the operators' own definitions (onnx.ai, operators LSTM, GRU, RNN): i o f c, z r h, and
h = (1 - z) * n + z * h_prev, so that z keeps, as in PyTorch.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.torch_models.files.entries import Entry, numbers
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.onnx_graph import RECURRENT, Graph, Node, read_graph
from explainer.torch_models.files.stacking import Piece, join
from explainer.torch_models.model import Model, ModelError

ORDERS = {"LSTM": ("i", "o", "f", "g"), "GRU": ("z", "r", "n"), "RNN": ("h",)}
PEEPHOLES = ("i", "o", "f")
ACTIVATIONS = {"LSTM": ("sigmoid", "tanh", "tanh"), "GRU": ("sigmoid", "tanh"), "RNN": ("tanh",)}
DIRECTIONS = {"forward": 1, "reverse": 1, "bidirectional": 2}
BIASES = "ONNX keeps two biases and uses nothing but their sum, which is the b here."
NOTES = {
    "LSTM": ("ONNX keeps the gates in the order i o f c; here they are i f g o, and g is ONNX's c.",),
    "GRU": (
        "ONNX keeps the gates in the order z r h; here they are r z n, and n is ONNX's h.",
        "In ONNX as in PyTorch z keeps the old state: h = (1 - z) * n + z * h_prev. No sign is changed.",
    ),
    "RNN": (),
}
AFTER = "Its reset gate acts after the product (linear_before_reset=1), as in PyTorch."
BEFORE = "Its reset gate acts before the product (linear_before_reset=0), as first published: this is the cell GRU-Cho."
REVERSE = "It reads from the end (direction=reverse); turn the input round to see what it sees."
LENGTHS = "It is given the lengths of its sequences; here a sequence is read whole."
STARTS = "What its states start from comes from elsewhere in the graph, or differs by sequence; zeros are taken here."
NO_BIAS = "It has no biases; they are zeros here."
NOTHING = "It has no LSTM, GRU or RNN node; a file of torch.onnx.export of a recurrent module would be right."


@dataclass(frozen=True, eq=False)
class _Held:
    """A node's arrays by what they are, with the names that the file has for them."""

    graph: Graph
    node: Node

    def numbers(self, k: int, what: str, shape: tuple[int | str, ...]) -> Array:
        """Return the k-th input's numbers; raises ModelError where the graph computes them."""
        key = self.node.reads(k)
        entry = self.graph.held(key)
        if entry is None:
            raise ModelError(
                f"{what} of “{short(self.node.name)}”, “{short(key)}”, is computed in the graph; weights that are held "
                "in the file would be right (do_constant_folding=True)."
            )
        return numbers({key: entry}, key, shape)


def read_onnx(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of an ONNX file; raises ModelError."""
    graph = read_graph(data, name)
    makers = {node.name: partial(_piece, graph, node) for node in graph.nodes if node.op in RECURRENT}
    return join(makers, "ONNX", NOTHING)


def _piece(graph: Graph, node: Node) -> Piece:
    held, gates = _Held(graph, node), len(ORDERS[node.op])
    ways = DIRECTIONS.get(str(node.settings.get("direction", "forward")), 0)
    weights = held.numbers(1, "W", ("D", "K m", "n"))  # (D, K m, n)
    m = weights.shape[1] // gates
    if not ways or m == 0 or weights.shape[0] != ways or weights.shape[1] != gates * m:
        raise ModelError(f"W of “{short(node.name)}” has the shape {weights.shape}; (D, {gates} m, n) is right, with D "
                         "of 1, or 2 for bidirectional.")  # fmt: skip
    LIMITS["units"].check(m, node.name)
    recurrent = held.numbers(2, "R", (ways, gates * m, m))
    bias = held.numbers(3, "B", (ways, 2 * gates * m)) if node.reads(3) else np.zeros((ways, 2 * gates * m))
    cell, notes = _cell(node, ways)
    peep = held.numbers(7, "P", (ways, 3 * m)) if cell == "LSTM-peephole" else None
    parts = tuple(
        _part(cell, ORDERS[node.op], weights[d], recurrent[d], bias[d], None if peep is None else peep[d])
        for d in range(ways)
    )
    starts, told = _starts(graph, node, ways, m)
    entry = graph.held(node.reads(1))
    assert entry is not None
    return Piece(node.name, cell, parts, entry.dtype, graph.below(node), m * ways, (*notes, *told), starts)


def _part(cell: str, order: tuple[str, ...], weights: Array, recurrent: Array, bias: Array, peep: Array | None,
          ) -> dict[str, Array]:  # fmt: skip
    """Return one direction by our letters: of W (K m, n), R (K m, m), B (2 K m) and P (3 m)."""
    m, wide = recurrent.shape[1], len(bias) // 2
    params: dict[str, Array] = {}
    for k, gate in enumerate(order):
        rows = slice(k * m, (k + 1) * m)
        first, second = bias[:wide][rows], bias[wide:][rows]
        params |= {f"W_{gate}": weights[rows], f"U_{gate}": recurrent[rows]}
        params |= {f"b_{gate}": first, f"d_{gate}": second} if cell == "GRU" else {f"b_{gate}": first + second}
    if peep is not None:
        params |= {f"p_{gate}": peep[k * m : (k + 1) * m] for k, gate in enumerate(PEEPHOLES)}
    return params


def _cell(node: Node, ways: int) -> tuple[str, tuple[str, ...]]:
    """Return the cell and the notes; raises ModelError where the node's settings make it another one."""
    name, settings = short(node.name), node.settings
    if settings.get("clip") is not None:
        raise ModelError(f"“{name}” clips its sums (clip); a node without clip would be right, no cell here clips.")
    if settings.get("input_forget"):
        raise ModelError(f"“{name}” couples its input and forget gates (input_forget=1); 0 would be right here.")
    act = _activation(node, ways)
    notes = (*NOTES[node.op], *(() if node.reads(3) else (NO_BIAS,)), *((LENGTHS,) if node.reads(4) else ()))
    notes += (REVERSE,) if settings.get("direction") == "reverse" else ()
    if node.op == "GRU":
        return (
            ("GRU", (*notes, AFTER)) if settings.get("linear_before_reset") else ("GRU-Cho", (*notes, BEFORE, BIASES))
        )
    if node.op == "RNN":
        return {"tanh": "RNN", "relu": "RNN-ReLU"}[act], (*notes, BIASES)
    return ("LSTM-peephole" if node.reads(7) else "LSTM"), (*notes, BIASES)


def _activation(node: Node, ways: int) -> str:
    """Return an RNN's activation; raises ModelError for any that the cells here do not have."""
    usual = ACTIVATIONS[node.op]
    found = tuple(str(one).lower() for one in node.settings.get("activations") or usual * ways)
    offer = [usual, ("relu",)] if node.op == "RNN" else [usual]
    if found not in [one * ways for one in offer]:
        raise ModelError(f"“{short(node.name)}” has the activations {short(', '.join(found))}; "
                         f"{' or '.join(', '.join(one) for one in offer)} would be right here.")  # fmt: skip
    return found[0]


def _starts(graph: Graph, node: Node, ways: int, m: int) -> tuple[tuple[dict[str, Array], ...], tuple[str, ...]]:
    """Return what the states start from, by direction, where the file holds it; and a note where it does not."""
    states = CELLS["LSTM" if node.op == "LSTM" else "RNN"].state
    found = {state: graph.start(node.reads(k)) for k, state in enumerate(states, 5) if node.reads(k)}
    starts: tuple[dict[str, Array], ...] = tuple({} for _ in range(ways))
    for state, entry in found.items():
        rows = None if entry is None else _rows(entry, ways, m)
        if rows is None:
            return (), (STARTS,)
        for way, row in zip(starts, rows, strict=True):
            way |= {state: row} if row.any() else {}
    return starts, ()


def _rows(entry: Entry, ways: int, m: int) -> Array | None:
    """Return one row for each direction, (D, m), where all sequences start from the same; or none."""
    array = np.asarray(entry.array, dtype=np.float64)
    if array.size and not array.any():
        return np.zeros((ways, m))
    if array.ndim != 3 or array.shape[::2] != (ways, m) or not array.shape[1] or np.ptp(array, axis=1).any():
        return None
    return np.array(array[:, 0])
