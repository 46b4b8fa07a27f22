"""A pool of buffers: the next trace of the same size reuses a trace's buffers, once that trace is garbage-collected.

Fresh memory costs more than the arithmetic that fills it, so buffers that have been used once are kept, up to a limit.
"""

import weakref
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

import torch
from torch import Tensor

from explainer.cells.program import Program
from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers, Size
from explainer.engine.plan import plan
from explainer.engine.replay import ReplayBuffers
from explainer.engine.short_repr import ShortRepr

MAX_BYTES = 2**28  # kept for the next traces, of all sizes together
Key = tuple[Program, Size, int, Any, Any]


@dataclass(eq=False, repr=False)
class PooledBuffers(ShortRepr):
    """The buffers of one layer and direction: of its forward pass, and free ones for its backward passes."""

    replay: ReplayBuffers
    size: Size
    backward: list[BackwardBuffers] = field(default_factory=list)

    @cached_property
    def engine(self) -> Buffers:
        """The engine's buffers of the same run, units before the batch, for backward passes."""
        with torch.inference_mode(False):  # tensors made in that mode could be written to in no other
            return Buffers(self.replay.plan, self.size, {}, self.replay.blocks)

    @property
    def bytes(self) -> int:
        """How many bytes they take, about."""
        replay = self.replay
        forward = [replay.blocks, replay.rows, *replay.states.values(), *replay.others.values()]
        backward = sum(_bytes([one.blocks]) for one in self.backward)
        return _bytes(forward) * (2 if self.backward else 1) + backward


FREE: dict[Key, PooledBuffers] = {}
LOCK = RLock()  # a finalizer may run while this thread is in `acquire`


def acquire(program: Program, size: Size, n: int, like: Tensor) -> tuple[Key, PooledBuffers]:
    """Return buffers of a size for n inputs, from the pool where it has some."""
    key = (program, size, n, like.dtype, like.device)
    with LOCK, torch.inference_mode(False):
        return key, FREE.pop(key, None) or PooledBuffers(
            ReplayBuffers(plan(program), size.T, size.B, n, size.m, like), size
        )


def release_with(owner: object, key: Key, buffers: PooledBuffers) -> None:
    """Give buffers back to the pool when their owner is garbage-collected."""
    weakref.finalize(owner, _release, key, buffers).atexit = False


def acquire_backward(buffers: PooledBuffers) -> BackwardBuffers:
    """Return buffers for a backward pass."""
    with torch.inference_mode(False):
        return buffers.backward.pop() if buffers.backward else BackwardBuffers(buffers.engine)


def release_backward_with(owner: object, buffers: PooledBuffers, backward: BackwardBuffers) -> None:
    """Give buffers of a backward pass back when their owner is garbage-collected."""
    weakref.finalize(owner, buffers.backward.append, backward).atexit = False


def _release(key: Key, buffers: PooledBuffers) -> None:
    """Put buffers into the pool, and drop the oldest where they are more than the limit."""
    buffers.replay.gates = {}
    with LOCK:
        FREE[key] = buffers
        while sum(one.bytes for one in FREE.values()) > MAX_BYTES:
            del FREE[next(iter(FREE))]


def _bytes(tensors: list[Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
