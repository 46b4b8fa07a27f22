"""Recurrent nodes of an ONNX file that are not read: each becomes an error message, so that none is lost silently."""

import re
from collections.abc import Callable
from functools import partial

from explainer.torch_models.files.limits import short
from explainer.torch_models.files.onnx_graph import Graph
from explainer.torch_models.files.stacking import FileLayer
from explainer.torch_models.model import ModelError

OTHERS = re.compile(r".*\.\w*(?:LSTM|GRU|RNN)")  # operators that are not ONNX's own, by their domains and names
UNKNOWN = "“{}” is a node {}, which is not read here; the file before it was optimised or quantised would be right."
IN_FUNCTION = "“{}” is inside a function of the file, which is not read here; a file without functions would be right."


def unread(graph: Graph) -> dict[str, Callable[[], FileLayer]]:
    """Return functions that raise ModelError, by the names of the nodes."""
    errors = {
        node.name: UNKNOWN.format(short(node.name), short(node.op)) for node in graph.nodes if OTHERS.fullmatch(node.op)
    }
    errors |= {name: IN_FUNCTION.format(short(name)) for name in graph.in_functions}
    return {name: partial(_raise, error) for name, error in errors.items()}


def _raise(error: str) -> FileLayer:
    raise ModelError(error)
