"""The messages of onnx.proto that recurrent nodes need, declared to protobuf by their field numbers.

What is not declared is skipped when a file is read. Field numbers: onnx/onnx.proto, IR version 10.
"""

from functools import lru_cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

PACKAGE = "gatescope_onnx"
FIELDS: dict[str, dict[str, tuple[int, str]]] = {
    "Model": {"ir_version": (1, "int64"), "producer_name": (2, "bytes"), "graph": (7, "Graph"),
              "functions": (25, "Function*")},
    "Graph": {"node": (1, "Node*"), "name": (2, "bytes"), "initializer": (5, "Tensor*")},
    "Function": {"name": (1, "bytes"), "node": (7, "Node*")},
    "Node": {
        "input": (1, "bytes*"), "output": (2, "bytes*"), "name": (3, "bytes"), "op_type": (4, "bytes"),
        "attribute": (5, "Attribute*"), "domain": (7, "bytes"),
    },
    "Attribute": {
        "name": (1, "bytes"), "f": (2, "float"), "i": (3, "int64"), "s": (4, "bytes"), "t": (5, "Tensor"),
        "g": (6, "Graph"), "graphs": (11, "Graph*"),
        "floats": (7, "float*"), "ints": (8, "int64*"), "strings": (9, "bytes*"), "type": (20, "int32"),
    },
    "Tensor": {
        "dims": (1, "int64*"), "data_type": (2, "int32"), "float_data": (4, "float*"), "int32_data": (5, "int32*"),
        "name": (8, "bytes"), "raw_data": (9, "bytes"), "double_data": (10, "double*"), "data_location": (14, "int32"),
    },
}  # fmt: skip
SCALARS = {"bytes": 12, "float": 2, "double": 1, "int64": 3, "int32": 5}
MESSAGE, OPTIONAL, REPEATED = 11, 1, 3


def parse(data: bytes, name: str) -> Any:
    """Return an ONNX file as a message; names in it are bytes. Raises ModelError for what is none."""
    try:
        found = _message("Model")()
        found.ParseFromString(data)
    except (message.DecodeError, RecursionError, ValueError):
        raise ModelError(f"“{short(name)}” is no ONNX file, or is damaged or cut off; export it again.") from None
    if not found.HasField("graph") or not found.graph.node:
        raise ModelError(f"“{short(name)}” holds no graph of ONNX nodes; a file of torch.onnx.export would be right.")
    return found


@lru_cache(maxsize=8)
def _message(name: str) -> Any:
    pool = descriptor_pool.DescriptorPool()
    pool.Add(_declared())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))


def _declared() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name=f"{PACKAGE}.proto", package=PACKAGE, syntax="proto2")
    for name, fields in FIELDS.items():
        declared = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            one = kind.removesuffix("*")
            label = REPEATED if kind.endswith("*") else OPTIONAL
            added = declared.field.add(name=field, number=number, label=label, type=SCALARS.get(one, MESSAGE))
            if one not in SCALARS:
                added.type_name = f".{PACKAGE}.{one}"
    return file
