"""The progress of a run: which seeds still have a finite loss, and when a test loss last improved."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explainer.training.records import Numbers

IMPROVEMENT = 0.999  # a loss that is smaller by less than a thousandth is not better


@dataclass(eq=False)
class Progress:
    """Per seed the first update without a finite loss (0: none), the best test loss, and when the task was solved.

    `solved_at` (S,) is the update after which the whole test set was first solved (0: not yet), `solved_metric` (S,)
    the metric then, 0 before.
    """

    seeds: int
    lost_at: NDArray[np.int64] = field(init=False)
    best_loss: Numbers = field(init=False)
    last_improvement: int = 0
    solved_at: NDArray[np.int64] = field(init=False)
    solved_metric: Numbers = field(init=False)

    def __post_init__(self) -> None:  # noqa: D105
        self.lost_at = np.zeros(self.seeds, np.int64)
        self.best_loss = np.full(self.seeds, np.inf)
        self.solved_at, self.solved_metric = np.zeros(self.seeds, np.int64), np.zeros(self.seeds)

    def note_losses(self, k: int, loss: Numbers) -> None:
        """Note the losses of update k, (S,)."""
        self.lost_at = np.where((self.lost_at == 0) & ~np.isfinite(loss), k, self.lost_at)

    def note_test_losses(self, k: int, loss: Numbers) -> None:
        """Note the test losses after update k, (S,); NaN is no improvement."""
        better = loss < np.where(np.isinf(self.best_loss), np.inf, self.best_loss * IMPROVEMENT)
        self.best_loss = np.where(better, loss, self.best_loss)
        self.last_improvement = k if better.any() else self.last_improvement

    def note_solved(self, k: int, solved: NDArray[np.bool_], metric: Numbers) -> None:
        """Note which seeds have solved the task after update k, and their metric, each (S,); the first time counts."""
        new = solved & (self.solved_at == 0)
        self.solved_at = np.where(new, k, self.solved_at)
        self.solved_metric = np.where(new, metric, self.solved_metric)

    @property
    def has_finite_loss(self) -> NDArray[np.bool_]:
        """Which seeds still have a finite loss, (S,)."""
        return np.asarray(self.lost_at == 0)
