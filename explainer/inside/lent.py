"""The lent: rooms that a trace uses, and that the next one of its size uses once nobody holds the trace any more.

Fresh memory costs more than the arithmetic that fills it, so what has been walked through once is kept, up to a limit.
"""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from explainer.engine.back_rooms import BackRooms
from explainer.engine.plan import plan
from explainer.engine.rooms import Rooms, Size
from explainer.engine.told import turns
from explainer.program import Program

MOST_BYTES = 2**28  # kept for the next trace, of all sizes together
Key = tuple[Program, Size, Any, Any]


@dataclass(eq=False)
class Lent:
    """The rooms of one part, with those of its ways back that are free."""

    rooms: Rooms
    backs: list[BackRooms] = field(default_factory=list)

    @cached_property
    def turns(self) -> list[Callable[[], object]]:
        """The calls that walk a memory which is not told."""
        return turns(self.rooms)

    @property
    def size(self) -> int:
        """How many bytes they take."""
        rooms = self.rooms
        ahead = [rooms.blocks, *rooms.states.values(), *rooms.own.values()]
        return _bytes(ahead) + sum(_bytes([back.blocks, back.spread]) for back in self.backs)


FREE: dict[Key, Lent] = {}


def lend(program: Program, size: Size, like: Tensor) -> tuple[Key, Lent]:
    """Return rooms of a size, used ones where there are."""
    key = (program, size, like.dtype, like.device)
    with torch.inference_mode(False):  # made there, they could be written to nowhere else
        return key, FREE.pop(key, None) or Lent(Rooms(plan(program), size, {}, like))


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
    FREE[key] = lent
    while sum(one.size for one in FREE.values()) > MOST_BYTES:
        del FREE[next(iter(FREE))]


def _bytes(tensors: list[Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
