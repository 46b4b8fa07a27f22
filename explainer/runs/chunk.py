"""Consecutive updates of a run, packed as float32."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.runs.frames import to_jsonable
from explainer.training.records import Update


@dataclass(frozen=True, eq=False)
class Chunk:
    """Updates number `first`, first + stride, …: `numbers` holds the rate, S losses and S norms of each.

    Shape (updates, 1 + 2 S), float32.
    """

    first: int
    numbers: NDArray[np.float32]
    stride: int = 1

    @property
    def last(self) -> int:
        """The number of the last update."""
        return self.first + self.stride * (len(self.numbers) - 1)

    @property
    def seeds(self) -> int:
        """S, the number of seeds."""
        return int(self.numbers.shape[1] - 1) // 2

    def thinned(self, limit: int) -> "Chunk":
        """Return at most `limit` of its updates, always with the last one."""
        stride = -(-len(self.numbers) // limit)
        skip = (len(self.numbers) - 1) % stride
        return Chunk(self.first + skip * self.stride, self.numbers[skip::stride], self.stride * stride)

    def message(self, run: str, speed: Sequence[float] = ()) -> dict[str, Any]:
        """Return it as a message for the browser: `loss` and `norm` hold per update a list with a number per seed."""
        loss, norm = self.numbers[:, 1 : 1 + self.seeds], self.numbers[:, 1 + self.seeds :]
        metrics = {"loss": loss, "norm": norm, "rate": self.numbers[-1, 0], "speed": list(speed)}
        steps = {"from": self.first, "to": self.last, "stride": self.stride}
        return {"run": run, "kind": "updates", **steps, **to_jsonable(metrics)}


def chunk_of_updates(updates: Sequence[Update]) -> Chunk:
    """Return a chunk of consecutive update records."""
    rows = [(one.rate, *one.loss, *one.norm) for one in updates]
    with np.errstate(over="ignore"):  # a loss beyond float32 becomes infinite
        return Chunk(updates[0].step, np.array(rows, "<f4"))  # (updates, 1 + 2 S)


def chunk_from_bytes(first: int, seeds: int, data: bytes) -> Chunk:
    """Return a chunk from the bytes of its numbers; raises ValueError where they do not fit."""
    return Chunk(first, np.frombuffer(data, "<f4").reshape(-1, 1 + 2 * seeds))
