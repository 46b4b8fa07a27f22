"""How the connectivity of a prediction is spread over the inputs before it (Madsen 2019, Distill)."""

import numpy as np

from explainer.cells.primitives import Array

SHARE = 0.5  # of the total connectivity, carried by the strongest inputs
FAR_SHARE = 0.01  # of the total connectivity: an input with more is counted as one that still reaches the prediction


def shares(lengths: Array) -> Array:
    """Return each input's share of the total connectivity, (T,); zeros where there is none."""
    total = lengths.sum()
    return np.asarray(lengths / total) if total > 0 else np.zeros_like(lengths)


def fewest_with(parts: Array, share: float = SHARE) -> int:
    """Return how few inputs carry this share together; `parts` (T,) are shares of the total, as `shares` returns."""
    reached = np.cumsum(np.sort(parts)[::-1])
    return int(np.searchsorted(reached, share * reached[-1])) + 1 if reached[-1] > 0 else 0


def furthest_with(parts: Array, share: float = FAR_SHARE) -> int | None:
    """Return the first step, from 0, whose input has more than this share of the total; None where none has."""
    above = np.flatnonzero(parts > share)
    return int(above[0]) if len(above) else None
