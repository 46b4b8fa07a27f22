"""The tensors of a safetensors file, bfloat16 too, and its metadata."""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize

from explainer.torch_models.files.entries import Entries, Entry
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError
from explainer.torch_models.safetensors_header import Header, HeaderLimitError, read_header

DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8", "BOOL": "bool",
    "C64": "complex64",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tensors:
    """A safetensors file: its arrays by name, and its metadata."""

    entries: Entries
    metadata: dict[str, str]


def read_tensors(data: bytes, name: str) -> Tensors:
    """Read safetensors bytes; raises ModelError for what is none, or holds too much. Nothing in it can be executed."""
    try:
        header = _header(data, name)
        found = dict(deserialize(data))  # type: ignore[no-untyped-call]
        entries = {key: _entry(found[key]) for key in header.names if key in found}  # in the order of the file
        return Tensors(entries, {key: str(text) for key, text in header.metadata.items()})
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None


def from_bfloat16(bits: NDArray[Any]) -> NDArray[np.float32]:
    """Return bfloat16 numbers, given as uint16, in float32: they are its upper halves."""
    return (np.asarray(bits, dtype=np.uint32) << 16).view(np.float32)


def _entry(found: dict[str, Any]) -> Entry:
    dtype = DTYPES.get(found["dtype"], found["dtype"].lower())
    if dtype == "bfloat16":
        return Entry(from_bfloat16(np.frombuffer(found["data"], "<u2")).reshape(found["shape"]), dtype)
    if found["dtype"] not in DTYPES:  # what numpy has no name for: its shape alone is of use, for a message
        return Entry(np.broadcast_to(np.uint8(0), found["shape"]), dtype)
    return Entry(np.frombuffer(found["data"], np.dtype(dtype).newbyteorder("<")).reshape(found["shape"]), dtype)


def _header(data: bytes, name: str) -> Header:
    """Return the header; raises ModelError with the message of the limit that it is above."""
    try:
        return read_header(data, LIMITS["header"].most, LIMITS["tensors"].most)
    except HeaderLimitError as error:
        LIMITS[error.what].check(error.found, name)
        raise
