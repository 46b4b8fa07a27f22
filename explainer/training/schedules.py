"""The schedules: the factor on the learning rate, and the share of teacher forcing, at each update."""

import math
from collections.abc import Callable

QUARTERS, WARM_UP_SHARE = 4, 0.05


def factor(schedule: str, k: int, updates: int) -> float:
    """Return the factor on the rate at update k, counted from 1, of `updates`."""
    return FACTORS[schedule]((k - 1) / updates)


def forcing_share(schedule: str, share: float, k: int, updates: int) -> float:
    """Return the share of right inputs at update k, counted from 1; `share` is that of the last update."""
    return share if schedule == "constant" else 1.0 - (1.0 - share) * k / updates


def _warm_up(done: float) -> float:
    """Rise linearly to 1; the first update already has a small rate."""
    return min(1.0, (done + WARM_UP_SHARE / 50) / WARM_UP_SHARE)


FACTORS: dict[str, Callable[[float], float]] = {
    "constant": lambda done: 1.0,
    "step": lambda done: 0.5 ** int(QUARTERS * done),
    "cosine": lambda done: (1.0 + math.cos(math.pi * done)) / 2.0,
    "warm-up": _warm_up,
}
