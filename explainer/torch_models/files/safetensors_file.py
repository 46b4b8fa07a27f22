"""The tensors: a safetensors file's arrays, bfloat16 too, and the texts beside them."""

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize

from explainer.torch_models.files.entries import Entries, Entry
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError

KINDS = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8", "BOOL": "bool",
    "C64": "complex64",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tensors:
    """A safetensors file: its arrays by name, and its texts."""

    entries: Entries
    texts: dict[str, str]


def read_tensors(data: bytes, name: str) -> Tensors:
    """Read safetensors bytes; raises ModelError for what is none, or holds too much. Nothing in it can be executed."""
    try:
        header = _header(data, name)
        found = dict(deserialize(data))  # type: ignore[no-untyped-call]
        entries = {key: _entry(found[key]) for key in header if key in found}  # in the order of the file
        texts = header.get("__metadata__", {})
        return Tensors(entries, {key: str(text) for key, text in texts.items()} if isinstance(texts, dict) else {})
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None


def widened(bits: NDArray[Any]) -> NDArray[np.float32]:
    """Return bfloat16 numbers, given as uint16, in float32: they are its upper halves."""
    return (np.asarray(bits, dtype=np.uint32) << 16).view(np.float32)


def _entry(found: dict[str, Any]) -> Entry:
    kind = KINDS.get(found["dtype"], found["dtype"].lower())
    if kind == "bfloat16":
        return Entry(widened(np.frombuffer(found["data"], "<u2")).reshape(found["shape"]), kind)
    if found["dtype"] not in KINDS:  # what numpy has no name for: its shape is all that is said of it
        return Entry(np.broadcast_to(np.uint8(0), found["shape"]), kind)
    return Entry(np.frombuffer(found["data"], np.dtype(kind).newbyteorder("<")).reshape(found["shape"]), kind)


def _header(data: bytes, name: str) -> dict[str, Any]:
    """Read the header: a JSON table of names and texts, after its length in 8 bytes."""
    (length,) = struct.unpack_from("<Q", data)
    LIMITS["header"].check(length, name)
    header = json.loads(data[8 : 8 + length])
    if not isinstance(header, dict):
        raise ValueError("its header is no table")
    LIMITS["tensors"].check(len(header) - ("__metadata__" in header), name)
    return header
