"""One-hot vectors of numbered symbols, and the letters that the symbols are shown as."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LETTERS = "ABCDEFGHIJKLMNOP"
BLANK = "·"
QUERY = "?"
UNKNOWN = "<unk>"  # stands for every token that a vocabulary leaves out


def one_hot(codes: NDArray[Any], n: int) -> NDArray[np.float32]:
    """Return symbols (T, B), numbered from 0, as one-hot vectors (T, n, B), float32."""
    return np.asarray(np.arange(n)[:, None] == codes[:, None, :], np.float32)  # (T, n, B)
