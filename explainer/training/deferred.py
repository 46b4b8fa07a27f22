"""What is fetched later: numbers that stay on the device until one of them is read, then all come in one copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.training.records import Numbers


@dataclass(eq=False)
class Waiting:
    """Tensors of one shape (rows, S) that have not been fetched, in their order."""

    tensors: list[Tensor] = field(default_factory=list)
    tickets: list["Ticket"] = field(default_factory=list)

    def add(self, tensor: Tensor) -> tuple["Later", ...]:
        """Keep a tensor and return what stands for each of its rows."""
        ticket = Ticket(self)
        self.tensors.append(tensor)
        self.tickets.append(ticket)
        return tuple(Later(ticket, row) for row in range(len(tensor)))

    def fetch(self) -> None:
        """Fetch all that waits."""
        found = fetched(torch.stack(self.tensors))
        for ticket, numbers in zip(self.tickets, found, strict=True):
            ticket.numbers = numbers
        self.tensors, self.tickets = [], []


@dataclass(eq=False)
class Ticket:
    """A right to a tensor's numbers."""

    waiting: Waiting
    numbers: Numbers | None = None

    def read(self) -> Numbers:
        """Return the numbers, with all others that wait fetched too if they have not been."""
        if self.numbers is None:
            self.waiting.fetch()
        assert self.numbers is not None
        return self.numbers


@dataclass(frozen=True, eq=False)
class Later:
    """One row of numbers that may still be on the device; it can be used like the array that it becomes."""

    ticket: Ticket
    row: int

    def read(self) -> Numbers:
        """Return the array."""
        return np.asarray(self.ticket.read()[self.row])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        """Be an array where numpy asks for one."""
        return np.array(self.read(), dtype=dtype, copy=copy)

    def __getattr__(self, name: str) -> Any:
        """Know what an array knows: its shape, `tolist` …."""
        return getattr(self.read(), name)

    def __getitem__(self, place: Any) -> Any:
        """Return the numbers at a place."""
        return self.read()[place]

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self.read())

    def __iter__(self) -> Iterator[Any]:
        """Go through the numbers."""
        return iter(self.read())


def fetched(tensor: Tensor) -> Numbers:
    """Return a copy of a tensor's numbers; elsewhere than on the processor, all that was asked of it is waited for."""
    return np.array(tensor.detach().cpu().double().numpy())
