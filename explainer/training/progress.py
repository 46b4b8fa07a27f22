"""The watch: which seeds are lost, and since when none has become better."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explainer.training.records import Numbers

ENOUGH = 0.999  # a loss that is smaller by less than a thousandth is not better


@dataclass(eq=False)
class Watch:
    """What is known of S seeds: the update at which each one's loss was no number (0: never), their best test loss."""

    seeds: int
    lost: NDArray[np.int64] = field(init=False)
    best: Numbers = field(init=False)
    since: int = 0

    def __post_init__(self) -> None:  # noqa: D105
        self.lost = np.zeros(self.seeds, np.int64)
        self.best = np.full(self.seeds, np.inf)

    def see(self, k: int, loss: Numbers) -> None:
        """Take note of update k's losses, (S,)."""
        self.lost = np.where((self.lost == 0) & ~np.isfinite(loss), k, self.lost)

    def compare(self, k: int, loss: Numbers) -> None:
        """Take note of the test losses after update k, (S,); what is no number is not better."""
        better = loss < np.where(np.isinf(self.best), np.inf, self.best * ENOUGH)
        self.best = np.where(better, loss, self.best)
        self.since = k if better.any() else self.since

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Which seeds still have a loss that is a number."""
        return np.asarray(self.lost == 0)
