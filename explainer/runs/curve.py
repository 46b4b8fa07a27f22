"""The curve: a whole run's updates in bounded memory; as it grows, every second one is let go."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explainer.runs.chunk import Chunk

MOST_POINTS = 1500


@dataclass
class Curve:
    """What is kept of a run's updates: those whose number is 1 more than a multiple of `stride`, and the last one.

    At most MOST_POINTS in all; the stride doubles when there would be more.
    """

    most: int = MOST_POINTS
    stride: int = 1
    kept: NDArray[np.float32] | None = None
    tail: Chunk | None = field(default=None)

    def add(self, chunk: Chunk) -> None:
        """Take in the updates that follow on those it has."""
        self.tail = Chunk(chunk.last, chunk.numbers[-1:])
        fitting = chunk.numbers[(1 - chunk.first) % self.stride :: self.stride]
        self.kept = fitting if self.kept is None else np.concatenate([self.kept, fitting])
        while len(self.kept) >= self.most:  # one place is for the last update
            self.kept, self.stride = self.kept[::2], self.stride * 2

    def chunks(self) -> list[Chunk]:
        """Return what is kept: one long chunk, and the last update where it is not in it."""
        if self.kept is None or self.tail is None:
            return []
        whole = Chunk(1, self.kept, self.stride)
        return [whole] if whole.last == self.tail.last else [whole, self.tail]
