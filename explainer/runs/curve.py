"""The curve of a whole run in bounded memory: as it grows, every second update is dropped."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explainer.runs.chunk import Chunk

MAX_POINTS = 1500
MAX_NUMBERS = 400_000  # of all points together: a run of very many seeds has fewer


@dataclass
class Curve:
    """Updates of a run whose number is 1 more than a multiple of `stride`, and the last one.

    At most `max_points` in all, and MAX_NUMBERS numbers; the stride doubles when there would be more.
    """

    max_points: int = MAX_POINTS
    stride: int = 1
    points: NDArray[np.float32] | None = None
    last: Chunk | None = field(default=None)

    def add(self, chunk: Chunk) -> None:
        """Append the updates that follow."""
        self.last = Chunk(chunk.last, chunk.numbers[-1:])
        selected = chunk.numbers[(1 - chunk.first) % self.stride :: self.stride]
        self.points = selected if self.points is None else np.concatenate([self.points, selected])
        most = max(2, min(self.max_points, MAX_NUMBERS // chunk.numbers.shape[1]))
        while len(self.points) >= most:  # one more is for the last update
            self.points, self.stride = self.points[::2], self.stride * 2

    def chunks(self) -> list[Chunk]:
        """Return one long chunk, and the last update where it is not in it."""
        if self.points is None or self.last is None:
            return []
        whole = Chunk(1, self.points, self.stride)
        return [whole] if whole.last == self.last.last else [whole, self.last]
