"""The symbols: numbered symbols as vectors with a single 1, and the letters that they are shown as."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LETTERS = "ABCDEFGHIJKLMNOP"
BLANK = "·"
ASK = "?"


def one_hot(codes: NDArray[Any], n: int) -> NDArray[np.float32]:
    """Return symbols (T, B), numbered from 0, as (T, n, B) float32: a 1 for the symbol and 0 for the others."""
    return np.asarray(np.arange(n)[:, None] == codes[:, None, :], np.float32)  # (T, n, B)
