"""Batches: sequences side by side with their targets, and what an encoder reads before them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Source:
    """What an encoder reads before a network begins: tokens `x` (T, B), of which the first `lengths` (B,) count."""

    x: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def columns(self, start: int, stop: int | None) -> "Source":
        """Return some of the sequences."""
        return Source(np.ascontiguousarray(self.x[:, start:stop]), self.lengths[start:stop])

    def trimmed(self) -> "Source":
        """Return a source without steps that are padding in each of its sequences."""
        return Source(self.x[: self.lengths.max()], self.lengths)


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences side by side: inputs `x` (T, n, B) float32, or tokens (T, B) int64, and their targets.

    `target` holds class numbers (int64) or numbers (float32): one per sequence, (B,) or (k, B), or one per step,
    (T, B) or (T, k, B). `mask` (T, B) is 1 where a step counts for loss and metric, else 0; None where all count.
    `lengths` (B,) says how many steps each sequence has, None where all have T; what follows is padding. `source` is
    what an encoder reads first, where there is one.
    """

    x: NDArray[Any]
    target: NDArray[Any]
    mask: NDArray[np.float32] | None = None
    lengths: NDArray[np.int64] | None = None
    source: Source | None = None

    def select(self, column: int) -> "Batch":
        """Return one of the sequences, as a batch of 1, without its padding."""
        one = self.columns(column, column + 1)
        source = one.source and one.source.trimmed()
        if one.lengths is None:
            return replace(one, source=source)
        steps = int(one.lengths[0])
        target = one.target[:steps] if one.target.ndim > 1 else one.target
        return Batch(one.x[:steps], target, None if one.mask is None else one.mask[:steps], source=source)

    def columns(self, start: int, stop: int | None) -> "Batch":
        """Return some of the sequences."""

        def part(array: NDArray[Any]) -> NDArray[Any]:
            return np.ascontiguousarray(array[..., start:stop])

        mask, lengths = self.mask, self.lengths
        return Batch(part(self.x), part(self.target), None if mask is None else part(mask),
                     None if lengths is None else part(lengths),
                     self.source and self.source.columns(start, stop))  # fmt: skip


@dataclass(frozen=True, eq=False)
class StreamBatch:
    """A batch of a stream: where `continues` is set, its columns go on where those of the last one ended."""

    batch: Batch
    continues: bool
