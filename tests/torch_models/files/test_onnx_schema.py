import struct
from pathlib import Path

import pytest

from explainer.torch_models.files.onnx_schema import FIELDS, _message, parse
from explainer.torch_models.model import ModelError

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("onnx_*.onnx"))


def field(number: int, kind: int, payload: bytes) -> bytes:
    """Write one field as protobuf's encoding defines it: number and wire type, then the payload."""
    return varint(number << 3 | kind) + (varint(len(payload)) if kind == 2 else b"") + payload


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def test_fields_are_read_by_the_numbers_of_onnx_proto():
    alpha = field(1, 2, b"alpha") + field(2, 5, struct.pack("<f", 0.5)) + field(20, 0, varint(1))
    node = field(1, 2, b"x") + field(1, 2, b"w") + field(2, 2, b"y") + field(4, 2, b"LSTM") + field(5, 2, alpha)
    tensor = field(1, 0, varint(2)) + field(2, 0, varint(1)) + field(8, 2, b"w") + field(9, 2, struct.pack("<2f", 3, 4))
    graph = field(1, 2, node) + field(2, 2, b"g") + field(5, 2, tensor)
    found = parse(field(1, 0, varint(10)) + field(7, 2, graph) + field(999, 2, b"of a later version"), "x").graph
    (read,) = found.node
    assert (list(read.input), list(read.output), read.op_type) == ([b"x", b"w"], [b"y"], b"LSTM")
    assert (read.attribute[0].name, read.attribute[0].f, read.attribute[0].type) == (b"alpha", 0.5, 1)
    (held,) = found.initializer
    assert (list(held.dims), held.data_type, held.name, held.raw_data) == ([2], 1, b"w", struct.pack("<2f", 3, 4))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_file_of_onnx_has_a_recurrent_node(path):
    found = parse(path.read_bytes(), path.name)
    nodes = [*found.graph.node, *(inner for node in found.graph.node for one in node.attribute for inner in one.g.node)]
    assert {node.op_type for node in nodes} & {b"LSTM", b"GRU", b"RNN"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "“x” holds no graph of ONNX nodes"),
        (b"\xff" * 40, "“x” is no ONNX file, or is damaged or cut off"),
        (field(7, 2, field(2, 2, b"g")), "holds no graph of ONNX nodes"),
        (field(7, 2, b"\x0a\xff"), "is no ONNX file"),
    ],
)
def test_what_is_no_file_of_onnx_gets_a_sentence(data, says):
    with pytest.raises(ModelError, match=says):
        parse(data, "x")


def test_messages_have_the_declared_fields_and_no_others():
    for name, fields in FIELDS.items():
        declared = _message(name).DESCRIPTOR.fields_by_name
        assert {key: one.number for key, one in declared.items()} == {
            key: number for key, (number, _) in fields.items()
        }
