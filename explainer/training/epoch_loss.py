"""The mean loss of an epoch, from the losses of its updates."""

from dataclasses import dataclass, field

import numpy as np

from explainer.training.records import Numbers


@dataclass(eq=False)
class EpochLoss:
    """The mean loss (S,) of the last whole epoch of `updates` updates, None before there is one.

    Each loss is that of a batch before the weights are updated from it, so the weights change during the epoch. The
    perplexity that Zhang et al. report (Dive into Deep Learning, 2023, section 9.5) is e to this mean.
    """

    updates: int
    mean: Numbers | None = None
    losses: list[Numbers] = field(default_factory=list)  # of the epoch that has begun

    def add(self, k: int, loss: Numbers) -> Numbers | None:
        """Take in the losses (S,) of update k, from 1, and return the mean where k ends an epoch.

        An epoch of which an update is missing has no mean.
        """
        if (k - 1) % self.updates == 0:
            self.losses.clear()
        self.losses.append(np.asarray(loss, np.float64))
        if k % self.updates or len(self.losses) < self.updates:
            return None
        self.mean = np.mean(self.losses, axis=0)
        return self.mean

    def to_array(self, seeds: int) -> Numbers:
        """Return everything as one array (1 + updates so far, S); its first row is the mean, or NaN."""
        return np.stack([np.full(seeds, np.nan) if self.mean is None else self.mean, *self.losses])

    def restore(self, saved: Numbers) -> None:
        """Restore what `to_array` has returned."""
        self.mean = None if np.isnan(saved[0]).all() else saved[0]
        self.losses = list(saved[1:])
