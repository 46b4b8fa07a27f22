"""Values as a small PNG with a palette, written without a library, for notebooks."""

import struct
import zlib

import numpy as np

from explainer.cells.palette import Ramp
from explainer.cells.primitives import Array

LEVELS = 64  # colours of a map: more cannot be distinguished, and files stay small


def png(values: Array, limits: tuple[float, float], colours: Ramp) -> bytes:
    """Return values (T, m) as a PNG, time to the right and units downwards; NaN is drawn as the lower limit."""
    share = (np.nan_to_num(values, nan=limits[0]) - limits[0]) / (limits[1] - limits[0])
    levels = np.rint(np.clip(share, 0.0, 1.0) * (LEVELS - 1)).astype(np.uint8).T  # (m, T)
    rows = b"".join(b"\0" + row.tobytes() for row in levels)
    header = struct.pack(">IIBBBBB", levels.shape[1], levels.shape[0], 8, 3, 0, 0, 0)  # 8 bits, by palette
    chunks = ((b"IHDR", header), (b"PLTE", _palette(colours)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _palette(colours: Ramp) -> bytes:
    positions = [position for position, _ in colours]
    channels = [[int(colour[k : k + 2], 16) for _, colour in colours] for k in (1, 3, 5)]
    shares = np.linspace(0.0, 1.0, LEVELS)
    return np.rint([np.interp(shares, positions, one) for one in channels]).astype(np.uint8).T.tobytes()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
