"""Tokens in their order, read in batches: windows drawn at random, or batches of which each continues the last one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.batch import Batch, StreamBatch

Tokens = NDArray[np.int64]


def updates_per_epoch(tokens: int, steps: int, count: int) -> int:
    """Return how many batches of `count` rows of so many steps it takes to read a text once, at least one.

    What is left over is not read in that epoch, as in Zhang et al. (Dive into Deep Learning, 2023, section 9.3).
    """
    return max(1, (tokens - 1) // count // steps)


@dataclass(frozen=True, eq=False)
class TokenStream:
    """The tokens of a text, (N,), read `steps` at a time; the target of each token is the next one."""

    tokens: Tokens
    steps: int

    def updates_per_epoch(self, count: int) -> int:
        """Return how many batches of `count` rows it takes to read the text once, at least one."""
        return updates_per_epoch(len(self.tokens), self.steps, count)

    def row_length(self, count: int) -> int:
        """Return how many tokens each of `count` rows reads in an epoch."""
        return max(1, (len(self.tokens) - 1) // count)

    def sequential(self, seed: int, k: int, count: int) -> StreamBatch:
        """Return the batch of update k, counted from 1: `count` rows, each going on where its last one ended.

        Every epoch begins at another place, drawn from the seed, as in the sequential partitioning of Zhang et al.
        (Dive into Deep Learning, 2023, section 9.3). A text that is too short for all rows is read in a circle.
        """
        epoch, position = divmod(k - 1, self.updates_per_epoch(count))
        offset = int(np.random.default_rng([seed, epoch, len(self.tokens)]).integers(self.steps))
        starts = offset + position * self.steps + self.row_length(count) * np.arange(count)
        return StreamBatch(self.windows(starts), continues=position > 0)

    def random(self, rng: np.random.Generator, count: int) -> Batch:
        """Return windows that begin at random places."""
        return self.windows(rng.integers(0, max(1, len(self.tokens) - self.steps), count))

    def windows(self, starts: NDArray[np.int64]) -> Batch:
        """Return the windows that begin at these places, (T, B), each with the token after each of its tokens."""
        places = (starts + np.arange(self.steps)[:, None]) % (len(self.tokens) - 1)  # (T, B)
        return Batch(self.tokens[places], self.tokens[places + 1])

    def pieces(self, most: int) -> Batch:
        """Return the text cut into windows side by side, evenly chosen where there are more than `most`."""
        count = max(1, (len(self.tokens) - 1) // self.steps)
        chosen = np.arange(count) if count <= most else np.linspace(0, count - 1, most).round().astype(np.int64)
        return self.windows(chosen * self.steps)
