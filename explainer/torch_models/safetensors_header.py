"""The header of a safetensors file, a JSON table of tensors and texts; the one place that reads it from bytes.

The safetensors library itself gives the texts of a file on disk alone, not of bytes.
"""

import json
import struct
from dataclasses import dataclass
from typing import Any

METADATA = "__metadata__"


class HeaderLimitError(ValueError):
    """A header of more than is read: `what` ("header" in bytes, or "tensors") and how many were `found`."""

    def __init__(self, what: str, found: int, most: int) -> None:
        self.what, self.found = what, found
        super().__init__(f"its header has {found:,} {'bytes' if what == 'header' else what}; {most:,} is the most")


@dataclass(frozen=True, eq=False)
class Header:
    """The names of a file's tensors in its own order, and its texts by name."""

    names: tuple[str, ...]
    metadata: dict[str, Any]


def read_header(data: bytes, max_bytes: int, max_tensors: int | None = None) -> Header:
    """Read the header of safetensors bytes: JSON after its length in 8 bytes.

    Raises HeaderLimitError for a header of more bytes or tensors, ValueError, RecursionError or struct.error for what
    is no header.
    """
    (length,) = struct.unpack_from("<Q", data)
    if length > max_bytes:
        raise HeaderLimitError("header", length, max_bytes)
    table = json.loads(data[8 : 8 + length])
    if not isinstance(table, dict):
        raise ValueError("its header is no table")
    names = tuple(name for name in table if name != METADATA)
    if max_tensors is not None and len(names) > max_tensors:
        raise HeaderLimitError("tensors", len(names), max_tensors)
    metadata = table.get(METADATA, {})
    return Header(names, metadata if isinstance(metadata, dict) else {})
