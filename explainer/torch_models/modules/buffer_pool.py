"""The lent: rooms that a trace uses, and that the next one of its size uses once nobody holds the trace any more.

Fresh memory costs more than the arithmetic that fills it, so what has been walked through once is kept, up to a limit.
"""

import weakref
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

import torch
from torch import Tensor

from explainer.cells.program import Program
from explainer.engine.backward_buffers import BackRooms
from explainer.engine.buffers import Rooms, Size
from explainer.engine.plan import plan
from explainer.engine.replay import Told

MOST_BYTES = 2**28  # kept for the next trace, of all sizes together
Key = tuple[Program, Size, int, Any, Any]


@dataclass(eq=False)
class Lent:
    """The rooms of one part on the way forward, and once somebody walks back, those of the engine and of ways back."""

    told: Told
    size: Size
    backs: list[BackRooms] = field(default_factory=list)

    @cached_property
    def rooms(self) -> Rooms:
        """The rooms of the engine, which walks back in them: units before the batch."""
        with torch.inference_mode(False):  # made there, they could be written to nowhere else
            return Rooms(self.told.plan, self.size, {}, self.told.blocks)

    @property
    def bytes(self) -> int:
        """How many bytes they take, about."""
        ahead = [self.told.blocks, self.told.read, *self.told.states.values(), *self.told.own.values()]
        return _bytes(ahead) * (2 if self.backs else 1) + sum(_bytes([one.blocks, one.spread]) for one in self.backs)


FREE: dict[Key, Lent] = {}
LOCK = RLock()  # a finalizer may come in the middle of a loan


def lend(program: Program, size: Size, n: int, like: Tensor) -> tuple[Key, Lent]:
    """Return rooms of a size that read n numbers, used ones where there are."""
    key = (program, size, n, like.dtype, like.device)
    with LOCK, torch.inference_mode(False):
        return key, FREE.pop(key, None) or Lent(Told(plan(program), size.T, size.B, n, size.m, like), size)


def return_with(holder: object, key: Key, lent: Lent) -> None:
    """Let rooms be free again when their holder is gone."""
    weakref.finalize(holder, _keep, key, lent).atexit = False


def lend_back(lent: Lent) -> BackRooms:
    """Return rooms for a way back."""
    with torch.inference_mode(False):
        return lent.backs.pop() if lent.backs else BackRooms(lent.rooms)


def return_back_with(holder: object, lent: Lent, back: BackRooms) -> None:
    """Let rooms of a way back be free again when their holder is gone."""
    weakref.finalize(holder, lent.backs.append, back).atexit = False


def _keep(key: Key, lent: Lent) -> None:
    """Keep rooms, and let those go that were kept first where it is too much."""
    lent.told.gates = {}
    with LOCK:
        FREE[key] = lent
        while sum(one.bytes for one in FREE.values()) > MOST_BYTES:
            del FREE[next(iter(FREE))]


def _bytes(tensors: list[Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
