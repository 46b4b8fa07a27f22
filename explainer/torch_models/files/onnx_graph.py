"""The graph of an ONNX file: its nodes, its arrays, and which recurrent node reads which."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.torch_models.files.entries import Entry
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.onnx_schema import parse
from explainer.torch_models.files.safetensors_file import from_bfloat16
from explainer.torch_models.model import ModelError

RECURRENT = ("LSTM", "GRU", "RNN")
PASS_THROUGH = ("Transpose", "Squeeze", "Reshape", "Dropout", "Identity", "Cast")
SAME_NUMBERS = ("Identity", "Expand", "Cast")  # leave a constant's numbers as they are, for initial states
DTYPES = {1: "float32", 10: "float16", 11: "float64", 16: "bfloat16"}
OTHER_DTYPES = {2: "uint8", 3: "int8", 5: "int16", 6: "int32", 7: "int64", 9: "bool", 14: "complex64", 15: "complex128"}
HALVES = ("float16", "bfloat16")  # stored as integers of 16 bits
EXTERNAL = 1


@dataclass(frozen=True, eq=False)
class Node:
    """One node: its operation, the names of its inputs and outputs, its settings, and the operation that it is in."""

    name: str
    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: Mapping[str, Any]
    within: str = ""

    def reads(self, k: int) -> str:
        """Return the name of the k-th input, empty where it is left out."""
        return self.inputs[k] if k < len(self.inputs) else ""


@dataclass(frozen=True, eq=False)
class Graph:
    """The nodes in their order, the node that makes each name, and the tensors of the file by name.

    `in_functions` names the recurrent nodes in functions of the file.
    """

    nodes: tuple[Node, ...]
    makers: Mapping[str, Node]
    tensors: Mapping[str, Any]
    in_functions: tuple[str, ...] = ()

    def array(self, key: str) -> Entry | None:
        """Return the array called `key`, if the file holds one."""
        return None if key not in self.tensors else _entry(key, self.tensors[key])

    def initial_state(self, key: str) -> Entry | None:
        """Return the array of an initial state, through nodes that leave its numbers as they are."""
        for _ in range(8):
            maker = self.makers.get(key)
            if key in self.tensors or maker is None or maker.op not in SAME_NUMBERS:
                break
            key = maker.reads(0)
        return self.array(key)

    def below(self, node: Node) -> Node | None:
        """Return the recurrent node whose output over time a node reads."""
        key = node.reads(0)
        for _ in self.nodes:
            maker = self.makers.get(key)
            if maker is None:
                return None
            if maker.op in RECURRENT:
                return maker if maker.outputs[0] == key else None  # and not its last state
            if maker.op not in PASS_THROUGH:
                return None
            key = maker.reads(0)
        return None


def read_graph(data: bytes, name: str) -> Graph:
    """Read an ONNX file's graph, with those inside its nodes If, Loop and Scan; raises ModelError."""
    model = parse(data, name)
    graphs = list(_graphs(model.graph, ""))
    found = [(one, within) for graph, within in graphs for one in graph.node]
    LIMITS["nodes"].check(len(found), name)
    LIMITS["tensors"].check(sum(len(graph.initializer) for graph, _ in graphs), name)
    nodes = _with_unique_names([_node(one, k, within) for k, (one, within) in enumerate(found, 1)])
    makers = {key: node for node in nodes for key in node.outputs if key}
    constants = {node.outputs[0]: node.settings["value"] for node in nodes if _is_constant(node)}
    tensors = constants | {_text(one.name): one for graph, _ in graphs for one in graph.initializer}
    return Graph(nodes, makers, tensors, _in_functions(model))


def _graphs(graph: Any, within: str) -> Iterator[tuple[Any, str]]:
    """Yield a graph and those inside its nodes, each with the operation of the node that it is in."""
    yield graph, within
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (*((attribute.g,) if attribute.HasField("g") else ()), *attribute.graphs):
                yield from _graphs(inner, _text(node.op_type))


def _in_functions(model: Any) -> tuple[str, ...]:
    """Return what recurrent nodes there are in functions of the file, whose weights are arguments."""
    nodes = [(function, node) for function in model.functions for node in function.node]
    return tuple(
        f"{_text(function.name)}/{_text(node.name or node.op_type)}"
        for function, node in nodes
        if _text(node.op_type) in RECURRENT
    )


def _with_unique_names(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the nodes, a number appended to each name that several have."""
    count = Counter(node.name for node in nodes)
    return tuple(
        replace(node, name=f"{node.name} {k}") if count[node.name] > 1 else node for k, node in enumerate(nodes, 1)
    )


def _is_constant(node: Node) -> bool:
    return node.op == "Constant" and bool(node.outputs) and hasattr(node.settings.get("value"), "dims")


def _node(found: Any, k: int, within: str = "") -> Node:
    inputs, outputs = (tuple(map(_text, names)) for names in (found.input, found.output))
    settings = {_text(one.name): _setting(one) for one in found.attribute}
    op = _text(found.op_type) if found.domain in (b"", b"ai.onnx") else f"{_text(found.domain)}.{_text(found.op_type)}"
    return Node(_text(found.name) or f"{op} {k}", op, inputs, outputs, settings, within)


def _setting(found: Any) -> Any:
    """Return an attribute's value; its type says which field holds it."""
    field = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings"}.get(found.type)
    value = getattr(found, field) if field else None
    if isinstance(value, bytes):
        return _text(value)
    return [_text(one) for one in value] if field == "strings" and value is not None else value


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _entry(key: str, tensor: Any) -> Entry:
    """Return a tensor's numbers, stored as bytes or as a list; of other dtypes, the name and the shape alone."""
    if tensor.data_location == EXTERNAL:
        raise ModelError(
            f"“{short(key)}” is stored in another file; an ONNX file that holds its weights would be right."
        )
    shape, kind = tuple(tensor.dims), tensor.data_type
    if any(size < 0 for size in shape) or len(shape) > 8:
        raise ModelError(f"“{short(key)}” has the shape {short(shape)}, which is none.")
    count = int(np.prod(shape, dtype=object))
    LIMITS["numbers"].check(count, key)
    if kind not in DTYPES:
        return Entry(np.broadcast_to(np.uint8(0), shape), OTHER_DTYPES.get(kind, f"numbers of kind {kind}"))
    found = _numbers(tensor, DTYPES[kind])
    if found.size != count:
        raise ModelError(
            f"“{short(key)}” has the shape {shape} and holds {found.size:,} numbers; {count:,} would be right."
        )
    return Entry(found.reshape(shape), DTYPES[kind])


def _numbers(tensor: Any, dtype: str) -> NDArray[Any]:
    bits = np.dtype("<u2") if dtype in HALVES else np.dtype(dtype).newbyteorder("<")
    found: NDArray[Any]
    if tensor.raw_data:
        whole = len(tensor.raw_data) // bits.itemsize * bits.itemsize
        found = np.frombuffer(tensor.raw_data[:whole], bits)
    elif dtype in HALVES:
        found = np.array(tensor.int32_data, dtype=np.int64).astype("<u2")
    else:
        found = np.array(tensor.float_data if dtype == "float32" else tensor.double_data, dtype=bits)
    if dtype == "bfloat16":
        return from_bfloat16(found)
    return found.view(np.float16) if dtype == "float16" else found
