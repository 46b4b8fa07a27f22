"""The time loop as one launch of an emitted Triton kernel, forward and backward, on the buffers of a run."""

from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers
from explainer.engine.time_loop import Incoming, first_line
from explainer.engine.triton_cache import import_kernels
from explainer.engine.triton_kernels import FusedKernels


class TritonLoop:
    """A run's time loop: the kernels' pointers are the buffers' memory."""

    problem = ""

    def __init__(self, kernels: FusedKernels, buffers: Buffers, backward: BackwardBuffers) -> None:
        self.kernels, self.buffers, self.backward_buffers = kernels, buffers, backward
        memory = value_memory(kernels, buffers)
        self.forward_args = [memory[name] for name in kernels.module.forward.pointers]
        memory |= gradient_memory(kernels, backward)
        self.backward_args = [memory[name] for name in kernels.module.backward.pointers]

    @cached_property
    def module(self) -> ModuleType:
        """The emitted kernels."""
        return import_kernels(self.kernels.module.text)

    def refusal(self) -> str:
        """Compile both kernels and load them; return why that is not possible here, or an empty text.

        A block of the device may have too little memory on the chip, and compiling needs a C compiler and more.
        """
        try:
            return "" if is_interpreting() else self._compile()
        except torch.OutOfMemoryError:
            raise
        except Exception as error:  # of Triton, LLVM, ptxas, the C compiler, or the driver, whose next call fails too
            return f"its kernel could not be compiled ({first_line(error)})"

    def _compile(self) -> str:
        """Compile and load both kernels; return why they do not fit on the chip, or an empty text."""
        card: Any = torch.cuda.get_device_properties(self.buffers.like.device)
        available = card.shared_memory_per_block_optin
        for name, pointers in (("forward", self.forward_args), ("backward", self.backward_args)):
            kernel: Any = getattr(self.module, name)
            compiled = kernel.warmup(*self._sizes(pointers), **self._options(), grid=self._grid())
            needed = compiled.metadata.shared
            if needed > available:
                return f"its kernel needs {needed:,} bytes on the chip, and the card has {available:,}"
            compiled.run  # noqa: B018  loads it, which fails where the card has too few registers
        return ""

    def forward(self) -> None:
        """Run all time steps, from the first to the last."""
        self._launch(self.module.forward, self.forward_args)

    def backward(self, incoming: Incoming) -> None:
        """Run all time steps from the last to the first."""
        self.backward_buffers.fill(incoming)
        self._launch(self.module.backward, self.backward_args)

    def _launch(self, kernel: Any, pointers: list[Tensor]) -> None:
        with _warnings():
            kernel[self._grid()](*self._sizes(pointers), **self._options())

    def _grid(self) -> tuple[int, int]:
        """Return how many programs run: tiles of the batch, and seeds."""
        size = self.buffers.size
        return -(-size.B // self.kernels.tiles.columns), size.S

    def _sizes(self, pointers: list[Tensor]) -> list[Any]:
        size = self.buffers.size
        return [*pointers, size.T, size.S, size.B]

    def _options(self) -> dict[str, Any]:
        tiles = self.kernels.tiles
        return {
            "M": self.buffers.size.m, "UNITS": tiles.units, "COLUMNS": tiles.columns, "PIECE": tiles.piece,
            "PRECISION": _precision(self.kernels.precision), "num_warps": tiles.warps,
        }  # fmt: skip


def value_memory(kernels: FusedKernels, buffers: Buffers) -> dict[str, Tensor]:
    """Return the memory of the forward pass by the names of the pointers to it."""
    values = kernels.values
    named = {**buffers.states, **buffers.others, **buffers.hoisted}
    stacks = {values.stack_name(*key): matrix for key, matrix in buffers.matrices.items()}
    return {"blocks": buffers.blocks} | {f"memory_{values.name(name)}": one for name, one in named.items()} | stacks


def gradient_memory(kernels: FusedKernels, backward: BackwardBuffers) -> dict[str, Tensor]:
    """Return the memory of the gradients by the names of the pointers to it."""
    named = {**backward.states, **backward.factor_grads}
    nodes = {f"memory_{name}": backward.others[node] for name, node in kernels.nodes.items()}
    grads = {f"grad_memory_{kernels.values.name(name)}": one for name, one in named.items()}
    return {"grad_blocks": backward.blocks, **grads, **nodes}


@lru_cache(maxsize=1)
def is_interpreting() -> bool:
    """Tell whether Triton runs kernels on the CPU, one operation of NumPy after the other."""
    from triton import knobs

    return bool(knobs.runtime.interpret)


def _precision(name: str) -> str:
    """Return the precision of products as a kernel takes it; the interpreter has no products of bfloat16."""
    return "bf16 in float32" if name == "bf16" and is_interpreting() else name


def _warnings() -> AbstractContextManager[object]:
    """Return a context in which NumPy is silent about lanes beyond the units, which count nowhere."""
    return np.errstate(all="ignore") if is_interpreting() else nullcontext()
