"""The binary format in which Python sends headers and arrays to the components; decoded in shared/static/payload.js."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.cells.primitives import Array


def pack(header: dict[str, Any], numbers: Mapping[str, Array]) -> bytes:
    """Pack a header and arrays: 4 bytes of length, JSON, then each array as float64 rows."""
    shapes = [(name, len(array), array.shape[1] if array.ndim > 1 else 1) for name, array in numbers.items()]
    text = json.dumps(header | {"arrays": shapes}, allow_nan=False).encode()
    blocks = [np.ascontiguousarray(array, dtype="<f8").tobytes() for array in numbers.values()]
    return b"".join([struct.pack("<I", len(text)), text, *blocks])
