"""The ONNX graph: its nodes by what they make, the arrays that it holds, and which recurrent node reads which."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.torch_models.files.entries import Entry
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.onnx_schema import parse
from explainer.torch_models.files.safetensors_file import widened
from explainer.torch_models.model import ModelError

RECURRENT = ("LSTM", "GRU", "RNN")
SEEN_THROUGH = ("Transpose", "Squeeze", "Reshape", "Dropout", "Identity", "Cast")
SAME = ("Identity", "Expand", "Cast")  # what leaves a constant's numbers as they are, for the states at the start
RAW = {1: "float32", 10: "float16", 11: "float64", 16: "bfloat16"}
OTHERS = {2: "uint8", 3: "int8", 5: "int16", 6: "int32", 7: "int64", 9: "bool", 14: "complex64", 15: "complex128"}
HALVES = ("float16", "bfloat16")  # kept as whole numbers of 16 bits
EXTERNAL = 1


@dataclass(frozen=True, eq=False)
class Node:
    """One node: its operation, the names it reads and makes, and its settings."""

    name: str
    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: Mapping[str, Any]

    def reads(self, k: int) -> str:
        """Return the name of the k-th input, empty where it is left out."""
        return self.inputs[k] if k < len(self.inputs) else ""


@dataclass(frozen=True, eq=False)
class Graph:
    """The nodes in their order, what makes each name, and the tensors that are held."""

    nodes: tuple[Node, ...]
    makers: Mapping[str, Node]
    tensors: Mapping[str, Any]

    def held(self, key: str) -> Entry | None:
        """Return the array called `key`, if the file holds one."""
        return None if key not in self.tensors else _entry(key, self.tensors[key])

    def start(self, key: str) -> Entry | None:
        """Return the array that a state starts from, through what leaves numbers as they are."""
        for _ in range(8):
            maker = self.makers.get(key)
            if key in self.tensors or maker is None or maker.op not in SAME:
                break
            key = maker.reads(0)
        return self.held(key)

    def below(self, node: Node) -> str | None:
        """Return the recurrent node whose outputs over time a node reads."""
        key = node.reads(0)
        for _ in self.nodes:
            maker = self.makers.get(key)
            if maker is None:
                return None
            if maker.op in RECURRENT:
                return maker.name if maker.outputs[0] == key else None  # not its last state alone
            if maker.op not in SEEN_THROUGH:
                return None
            key = maker.reads(0)
        return None


def read_graph(data: bytes, name: str) -> Graph:
    """Read an ONNX file's graph; raises ModelError."""
    graph = parse(data, name).graph
    LIMITS["nodes"].check(len(graph.node), name)
    LIMITS["tensors"].check(len(graph.initializer), name)
    nodes = _told_apart([_node(one, k) for k, one in enumerate(graph.node, 1)])
    makers = {key: node for node in nodes for key in node.outputs if key}
    constants = {node.outputs[0]: node.settings["value"] for node in nodes if _is_constant(node)}
    return Graph(nodes, makers, constants | {_text(one.name): one for one in graph.initializer})


def _told_apart(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the nodes, those that share a name with their number behind it."""
    count = Counter(node.name for node in nodes)
    return tuple(
        replace(node, name=f"{node.name} {k}") if count[node.name] > 1 else node for k, node in enumerate(nodes, 1)
    )


def _is_constant(node: Node) -> bool:
    return node.op == "Constant" and bool(node.outputs) and hasattr(node.settings.get("value"), "dims")


def _node(found: Any, k: int) -> Node:
    inputs, outputs = (tuple(map(_text, names)) for names in (found.input, found.output))
    settings = {_text(one.name): _setting(one) for one in found.attribute}
    op = _text(found.op_type) if found.domain in (b"", b"ai.onnx") else f"{_text(found.domain)}.{_text(found.op_type)}"
    return Node(_text(found.name) or f"{op} {k}", op, inputs, outputs, settings)


def _setting(found: Any) -> Any:
    """Return an attribute's value; its type says where it is kept."""
    kept = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings"}.get(found.type)
    value = getattr(found, kept) if kept else None
    if isinstance(value, bytes):
        return _text(value)
    return [_text(one) for one in value] if kept == "strings" and value is not None else value


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _entry(key: str, tensor: Any) -> Entry:
    """Return a tensor's numbers, kept as bytes or as a list; what is none is named by its kind."""
    if tensor.data_location == EXTERNAL:
        raise ModelError(f"“{short(key)}” is kept in another file; an ONNX file that holds its weights would be right.")
    shape, kind = tuple(tensor.dims), tensor.data_type
    if any(size < 0 for size in shape) or len(shape) > 8:
        raise ModelError(f"“{short(key)}” has the shape {short(shape)}, which is none.")
    count = int(np.prod(shape, dtype=object))
    LIMITS["numbers"].check(count, key)
    if kind not in RAW:
        return Entry(np.broadcast_to(np.uint8(0), shape), OTHERS.get(kind, f"numbers of kind {kind}"))
    found = _numbers(tensor, RAW[kind])
    if found.size != count:
        raise ModelError(
            f"“{short(key)}” says the shape {shape} and holds {found.size:,} numbers; {count:,} are right."
        )
    return Entry(found.reshape(shape), RAW[kind])


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
        return widened(found)
    return found.view(np.float16) if dtype == "float16" else found
