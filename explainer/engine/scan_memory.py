"""What a run of one size needs: the engine that was chosen, its buffers, and the time loop on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from torch import Tensor

from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers, Size
from explainer.engine.engine_choice import EngineChoice, EngineOptions, choose_engine, without_fused
from explainer.engine.plan import Plan
from explainer.engine.time_loop import EagerLoop, GraphLoop, TimeLoop
from explainer.engine.triton_kernels import FusedKernels, fused_kernels


@dataclass(eq=False)
class Memory:
    """The buffers of a run of one size, the time loop on them, and the options by which its engine was chosen.

    After a kernel that was refused, these are no longer those that were asked for.
    """

    buffers: Buffers
    backward: BackwardBuffers
    loop: TimeLoop
    chosen: EngineChoice
    options: EngineOptions

    @property
    def choice(self) -> EngineChoice:
        """How the loop really runs."""
        return replace(self.chosen, engine="eager", reason=self.loop.problem) if self.loop.problem else self.chosen


def allocate(order: Plan, size: Size, factors: Mapping[str, Tensor], like: Tensor, options: EngineOptions) -> Memory:
    """Choose the engine for a run of one size, and allocate its buffers; after a refused kernel, the next engine."""
    choice = choose_engine(options, order, size.m, like)
    kernels = kernels_of(order, choice, options.keep, factors) if choice.engine == "fused" else None
    buffers = Buffers(order, size, factors, like, kernels)
    backward = BackwardBuffers(buffers)
    loop = make_loop(options, choice, buffers, backward)
    if refusal := loop.refusal():
        return allocate(order, size, factors, like, without_fused(options, refusal))
    return Memory(buffers, backward, loop, choice, options)


def kernels_of(order: Plan, choice: EngineChoice, keep: str, factors: Mapping[str, Tensor]) -> FusedKernels:
    """Return the fused kernels for what is computed before the loop."""
    over_time = frozenset(name for name, value in factors.items() if value.ndim == 4)
    wanted = frozenset(name for name, value in factors.items() if value.requires_grad)
    assert choice.tiles
    return fused_kernels(order, choice.tiles, choice.precision, keep, over_time, wanted)


def make_loop(options: EngineOptions, choice: EngineChoice, buffers: Buffers, backward: BackwardBuffers) -> TimeLoop:
    """Return the time loop of an engine; "graph" is forced where no faster engine was left out for it."""
    if buffers.kernels is not None:
        from explainer.engine.triton_loop import TritonLoop

        return TritonLoop(buffers.kernels, buffers, backward)
    if choice.engine == "graph":
        return GraphLoop(buffers, backward, forced=options.engine == "graph" and not options.reason)
    return EagerLoop(buffers, backward)
