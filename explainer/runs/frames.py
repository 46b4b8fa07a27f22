"""The frames: what travels between server, supervisor and worker, a line of JSON and where needed raw bytes behind it.

Nothing is unpickled on the way, and nothing without a limit is read.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from explainer.runs.limits import LIMITS

Head = dict[str, Any]
Frame = tuple[Head, bytes]
MOST_HEAD = 100_000
MOST_BODY = LIMITS["bytes of a snapshot"].most + 100_000


class FrameError(Exception):
    """What has come is no frame; nothing after it can be trusted."""


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame as bytes; raises FrameError where it is too large to be read at the other end."""
    line = json.dumps({**head, "bytes": len(body)} if body else dict(head), allow_nan=False).encode()
    if len(line) >= MOST_HEAD or len(body) > MOST_BODY:
        raise FrameError(f"a frame of {len(line)} and {len(body)} bytes")
    return line + b"\n" + body


def unpack(data: bytes) -> Frame:
    """Take a whole frame apart."""
    line, _, body = data.partition(b"\n")
    head = _head(line + b"\n")
    if head.get("bytes", 0) != len(body):
        raise FrameError(f"a body of {len(body)} bytes")
    return head, body


def read(stream: BinaryIO) -> Frame | None:
    """Read the next frame of a stream; None where the stream has ended, in the middle of a frame too."""
    line = stream.readline(MOST_HEAD)
    if not line.endswith(b"\n"):
        if len(line) == MOST_HEAD:
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
    if not isinstance(size, int) or not 0 <= size <= MOST_BODY:
        raise FrameError(f"a body of {size} bytes")
    return head


def plain(value: Any) -> Any:
    """Return numbers as JSON can say them: six digits that count, and null for what is no number."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value
