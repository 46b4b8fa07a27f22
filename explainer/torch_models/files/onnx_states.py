"""The initial states of an ONNX node, where the file holds them."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.torch_models.files.entries import Entry
from explainer.torch_models.files.onnx_graph import Graph, Node

INITIAL_STATES = "Its initial states are computed in the graph, or differ by sequence; here they are zeros."


def initial_states(
    graph: Graph, node: Node, directions: int, m: int
) -> tuple[tuple[dict[str, Array], ...], tuple[str, ...]]:
    """Return the initial states by direction, where the file holds them; and a note where it does not."""
    states = CELLS["LSTM" if node.op == "LSTM" else "RNN"].state
    found = {state: graph.initial_state(node.reads(k)) for k, state in enumerate(states, 5) if node.reads(k)}
    initial: tuple[dict[str, Array], ...] = tuple({} for _ in range(directions))
    for state, entry in found.items():
        rows = None if entry is None else _rows(_direction_first(entry, node), directions, m)
        if rows is None:
            return (), (INITIAL_STATES,)
        for one, row in zip(initial, rows, strict=True):
            one |= {state: row} if row.any() else {}
    return initial, ()


def _direction_first(entry: Entry, node: Node) -> Entry:
    """Return initial states (D, B, m); with layout=1 they are (B, D, m)."""
    turned = node.settings.get("layout") == 1 and len(entry.shape) == 3
    return Entry(entry.array.swapaxes(0, 1), entry.dtype) if turned else entry


def _rows(entry: Entry, directions: int, m: int) -> Array | None:
    """Return one row for each direction, (D, m), where all sequences have the same initial state; else None."""
    with np.errstate(invalid="ignore"):  # a signalling NaN
        array = np.asarray(entry.array, dtype=np.float64)
    if array.size and not array.any():
        return np.zeros((directions, m))
    if array.ndim != 3 or array.shape[::2] != (directions, m) or not array.shape[1] or np.ptp(array, axis=1).any():
        return None
    return np.array(array[:, 0])
