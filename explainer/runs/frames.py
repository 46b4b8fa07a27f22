"""The frames between server, supervisor and worker: a line of JSON (head), and raw bytes (body) where needed.

Nothing is unpickled, and nothing is read without a size limit.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from explainer.runs.limits import LIMITS

Head = dict[str, Any]
Frame = tuple[Head, bytes]
MAX_HEAD = 100_000
MAX_BODY = LIMITS["bytes of a snapshot"].most + 100_000


class FrameError(Exception):
    """Data that is no frame; nothing after it can be read."""


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame as bytes; raises FrameError where it is too large for the reader."""
    line = json.dumps({**head, "bytes": len(body)} if body else dict(head), allow_nan=False).encode()
    if len(line) >= MAX_HEAD or len(body) > MAX_BODY:
        raise FrameError(f"a frame of {len(line)} and {len(body)} bytes")
    return line + b"\n" + body


def unpack(data: bytes) -> Frame:
    """Return head and body of a whole frame; raises FrameError."""
    line, _, body = data.partition(b"\n")
    head = _head(line + b"\n")
    if head.get("bytes", 0) != len(body):
        raise FrameError(f"a body of {len(body)} bytes")
    return head, body


def read(stream: BinaryIO) -> Frame | None:
    """Read the next frame of a stream; None where the stream has ended, also in the middle of a frame."""
    line = stream.readline(MAX_HEAD)
    if not line.endswith(b"\n"):
        if len(line) == MAX_HEAD:
            raise FrameError("a line without an end")
        return None
    head = _head(line)
    body = stream.read(head["bytes"]) if "bytes" in head else b""
    return (head, body) if len(body) == head.get("bytes", 0) else None


def _head(line: bytes) -> Head:
    try:
        head = json.loads(line)
    except ValueError as error:
        raise FrameError(repr(line[:80])) from error
    if not isinstance(head, dict):
        raise FrameError(repr(line[:80]))
    size = head.get("bytes", 0)
    if not isinstance(size, int) or not 0 <= size <= MAX_BODY:
        raise FrameError(f"a body of {size} bytes")
    return head


def to_jsonable(value: Any) -> Any:
    """Return numbers as JSON allows them: six significant digits, and None for NaN and infinity."""
    if isinstance(value, np.ndarray):
        return to_jsonable(value.tolist())
    if isinstance(value, Mapping):
        return {key: to_jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_jsonable(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value
