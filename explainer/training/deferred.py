"""Deferred metrics: numbers stay on the GPU until one of them is read, then all are copied at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.training.records import Numbers


@dataclass(eq=False)
class DeferredMetrics:
    """Tensors of one shape (rows, S) that have not been copied from the device, in order."""

    tensors: list[Tensor] = field(default_factory=list)
    pending: list["DeferredTensor"] = field(default_factory=list)

    def add(self, tensor: Tensor) -> tuple["DeferredRow", ...]:
        """Keep a tensor and return a placeholder for each of its rows."""
        source = DeferredTensor(self)
        self.tensors.append(tensor)
        self.pending.append(source)
        return tuple(DeferredRow(source, row) for row in range(len(tensor)))

    def fetch(self) -> None:
        """Copy all pending tensors from the device."""
        copies = to_numpy(torch.stack(self.tensors))
        for source, numbers in zip(self.pending, copies, strict=True):
            source.numbers = numbers
        self.tensors, self.pending = [], []


@dataclass(eq=False)
class DeferredTensor:
    """A tensor whose numbers may still be on the device."""

    owner: DeferredMetrics
    numbers: Numbers | None = None

    def read(self) -> Numbers:
        """Return the numbers; the first call copies all pending tensors."""
        if self.numbers is None:
            self.owner.fetch()
        assert self.numbers is not None
        return self.numbers


@dataclass(frozen=True, eq=False)
class DeferredRow:
    """One row of numbers that may still be on the device; it can be used like the array that it becomes."""

    source: DeferredTensor
    row: int

    def read(self) -> Numbers:
        """Return the array."""
        return np.asarray(self.source.read()[self.row])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        """Return the array for numpy."""
        return np.array(self.read(), dtype=dtype, copy=copy)

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the array: `shape`, `tolist` …."""
        return getattr(self.read(), name)

    def __getitem__(self, index: Any) -> Any:
        """Return the numbers at an index."""
        return self.read()[index]

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self.read())

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the numbers."""
        return iter(self.read())


def to_numpy(tensor: Tensor) -> Numbers:
    """Return a float64 copy of a tensor; on a GPU this waits for all pending work."""
    return np.array(tensor.detach().cpu().double().numpy())
