"""The schedules: by what the learning rate is multiplied at each update."""

import math
from collections.abc import Callable

QUARTER, WARM = 4, 0.05


def factor(schedule: str, k: int, updates: int) -> float:
    """Return what the rate is multiplied by at update k, counted from 1, of `updates`."""
    return FACTORS[schedule]((k - 1) / updates)


def _warm(done: float) -> float:
    """Return how warm it is; the first update already moves a little."""
    return min(1.0, (done + WARM / 50) / WARM)


FACTORS: dict[str, Callable[[float], float]] = {
    "constant": lambda done: 1.0,
    "step": lambda done: 0.5 ** int(QUARTER * done),
    "cosine": lambda done: (1.0 + math.cos(math.pi * done)) / 2.0,
    "warm-up": _warm,
}
