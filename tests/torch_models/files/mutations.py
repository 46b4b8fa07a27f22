"""Changes of files at random: of their bytes, and of what is in them, so that they are still files of their kind."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np

from explainer.torch_models.files.onnx_schema import parse

Rng = np.random.Generator
VALUES = (None, [], {}, "", "LSTM", True, -1, 0, 2, 1e300, 2**63, [[]], {"class_name": "LSTM"}, ["a", 0, 0], "x" * 300)


def some_bytes(data: bytes, rng: Rng) -> bytes:
    array = np.frombuffer(data, np.uint8).copy()
    where = rng.integers(0, len(array), rng.integers(1, 5))
    array[where] = rng.choice([0, 1, 127, 128, 255, *rng.integers(0, 256, 5)], len(where))
    return array.tobytes()


def a_bit(data: bytes, rng: Rng) -> bytes:
    array = np.frombuffer(data, np.uint8).copy()
    array[rng.integers(0, len(array))] ^= np.uint8(1 << rng.integers(0, 8))
    return array.tobytes()


def cut_off(data: bytes, rng: Rng) -> bytes:
    return data[: rng.integers(1, len(data) + 1)]


def piece_missing(data: bytes, rng: Rng) -> bytes:
    first, last = _piece(data, rng)
    return data[:first] + data[last:] or b"\0"


def piece_twice(data: bytes, rng: Rng) -> bytes:
    first, last = _piece(data, rng)
    return data[:last] + data[first:last] + data[last:]


def piece_elsewhere(data: bytes, rng: Rng) -> bytes:
    first, last = _piece(data, rng)
    where = int(rng.integers(0, len(data)))
    return data[:where] + data[first:last] + data[where + last - first :]


def _piece(data: bytes, rng: Rng) -> tuple[int, int]:
    first = int(rng.integers(0, len(data)))
    return first, min(len(data), first + int(rng.integers(1, 400)))


def another_number(data: bytes, rng: Rng) -> bytes:
    """Change a digit into a number, as in a shape or a count of a header."""
    digits = [k for k, one in enumerate(data) if 48 <= one <= 57]
    if not digits:
        return some_bytes(data, rng)
    where = digits[rng.integers(0, len(digits))]
    text = str(rng.choice([-1, 0, 2, 7, 65_537, 2**31, 2**63])).encode()
    return data[:where] + text + data[where + 1 :]


BYTES: tuple[Callable[[bytes, Rng], bytes], ...] = (
    some_bytes, a_bit, cut_off, piece_missing, piece_twice, piece_elsewhere, another_number,
)  # fmt: skip


def changed_bytes(data: bytes, rng: Rng) -> bytes:
    return BYTES[rng.integers(0, len(BYTES))](data, rng)


def changed_table(found: Any, rng: Rng) -> Any:
    """Change one place in a table of JSON: a value, a name, or what is missing."""
    places: list[tuple[Any, Any]] = []
    rows = [found]
    while rows:
        row = rows.pop()
        for key, value in row.items() if isinstance(row, dict) else enumerate(row):
            places.append((row, key))
            rows += [value] if isinstance(value, dict | list) else []
    if not places:
        return VALUES[rng.integers(0, len(VALUES))]
    table, key = places[rng.integers(0, len(places))]
    if rng.random() < 0.3:
        del table[key]
    elif rng.random() < 0.2:
        table[key] = places[rng.integers(0, len(places))][0]
        return json.loads(_text(found))
    else:
        table[key] = VALUES[rng.integers(0, len(VALUES))]
    return found


def _text(found: Any) -> str:
    """Return JSON; a table that is inside itself becomes an empty one."""
    try:
        return json.dumps(found)
    except (ValueError, RecursionError):
        return "{}"


def changed_json(data: bytes, rng: Rng) -> bytes:
    return _text(changed_table(json.loads(data), rng)).encode()


def changed_header(data: bytes, rng: Rng) -> bytes:
    """Change the header of a safetensors file, whose length is kept right."""
    size = int.from_bytes(data[:8], "little")
    header = changed_json(data[8 : 8 + size], rng)
    return len(header).to_bytes(8, "little") + header + data[8 + size :]


def changed_hdf5(data: bytes, rng: Rng) -> bytes:
    """Change an array or an attribute of an HDF5 file: delete it, move it, or write something else in its place."""
    out = io.BytesIO(data)
    with h5py.File(out, "r+") as file:
        paths: list[str] = []
        file.visit(paths.append)
        path = paths[rng.integers(0, len(paths))]
        if rng.random() < 0.4:
            _change_attribute(file if rng.random() < 0.7 else file[path], rng)
        elif rng.random() < 0.5:
            file.move(
                path, f"{paths[rng.integers(0, len(paths))]}/{rng.choice(['cell', 'vars', '1', 'kernel:0', 'x'])}"
            )
        else:
            shape = tuple(rng.integers(0, 20, rng.integers(0, 4)))
            del file[path]
            file[path] = (
                rng.normal(size=shape) if rng.random() < 0.7 else np.zeros(shape, rng.choice(["i4", "S3", "c8"]))
            )
    return out.getvalue()


def _change_attribute(item: Any, rng: Rng) -> None:
    names = list(item.attrs)
    if not names:
        return
    name = names[rng.integers(0, len(names))]
    if name == "model_config" and rng.random() < 0.9:
        text = item.attrs[name]
        item.attrs[name] = _text(changed_table(json.loads(text), rng))
    else:
        item.attrs[name] = VALUES[rng.choice([3, 4, 6, 7, 9])]


def changed_graph(data: bytes, rng: Rng) -> bytes:
    """Change a field of an ONNX file."""
    found = parse(data, "a")
    items = [*found.graph.node, *found.graph.initializer]
    items += [attribute for node in found.graph.node for attribute in node.attribute]
    item = items[rng.integers(0, len(items))]
    fields = list(item.DESCRIPTOR.fields)
    field = fields[rng.integers(0, len(fields))]
    if rng.random() < 0.4 or field.message_type:
        item.ClearField(field.name)
    else:
        value = {
            "bytes": rng.choice([b"", b"cell.Y", b"LSTM", b"\xff"]),
            "int": int(rng.choice([-1, 0, 1, 7, 2**31 - 1])),
        }
        number = value["bytes"] if field.cpp_type == field.CPPTYPE_STRING else value["int"]
        many = getattr(item, field.name)
        many.append(number) if hasattr(many, "append") else setattr(item, field.name, number)
    return found.SerializeToString()


def changed_member(data: bytes, rng: Rng) -> bytes:
    """Change a member of a zip file and pack it again, so that its checksum is right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = [name for name in members if name.endswith((".pkl", "config.json", ".h5"))]
    name = chosen[rng.integers(0, len(chosen))]
    inside = {"json": changed_json, "h5": changed_hdf5}.get(name.rpartition(".")[2], changed_bytes)
    members[name] = (inside if rng.random() < 0.8 else changed_bytes)(members[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, found in members.items():
            archive.writestr(member, found)
    return out.getvalue()


INSIDE = {
    "safetensors": changed_header, "pt": changed_member, "old pt": changed_bytes, "h5": changed_hdf5,
    "keras": changed_member, "onnx": changed_graph,
}  # fmt: skip


def changed(kind: str, data: bytes, rng: Rng) -> bytes:
    """Return a file of a kind with one to three changes of what is in it, or of its bytes."""
    for _ in range(rng.integers(1, 4)):
        change = changed_bytes if rng.random() < 0.3 else INSIDE[kind]
        try:
            data = change(data, rng)
        except Exception:  # its bytes were changed, and it is no file of its kind any more
            data = changed_bytes(data, rng)
    return data
