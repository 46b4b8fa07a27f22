"""The buffers of one layer's run, and the kernels bound to them: made once, used at every update."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from explainer.cells.program import is_number
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.kernels import TORCH_OPS, bind
from explainer.engine.plan import Plan, other_names
from explainer.engine.triton_kernels import FusedKernels

BoundCalls = list[Callable[[], object]]


@dataclass(frozen=True)
class Size:
    """How large a run is: time steps, seeds, units, sequences side by side."""

    T: int
    S: int
    m: int
    B: int


class Buffers:
    """Memory for every value of one run, (T, S, m, B), the blocks side by side in one tensor, (T, S, K, m, B).

    States have one step more: what they are before the first. `hoisted` holds what is computed before the time loop
    and read by it, `matrices` the recurrent matrices, stacked in the order of their blocks, `others` what is neither
    a block nor a state. Where the time loop is fused, `kernels` are what runs it.
    """

    def __init__(
        self, plan: Plan, size: Size, hoisted: Mapping[str, Tensor], like: Tensor, kernels: FusedKernels | None = None
    ) -> None:
        self.plan, self.size, self.like, self.kernels = plan, size, like, kernels
        over_time = (size.T, size.S, size.m, size.B)
        self.blocks = self.empty(size.T, size.S, len(plan.order), size.m, size.B)
        self.states = {s: self.empty(size.T + 1, *over_time[1:]) for s in plan.sums.program.cell.state}
        self.hoisted = {name: self.empty(*self._hoisted_shape(value)) for name, value in hoisted.items()}
        self.matrices = {key: self.empty(size.S, len(blocks) * size.m, size.m) for key, blocks in plan.stacks.items()}
        self.views: dict[str, Tensor] = {}
        self.others = {name: self.empty(*over_time) for name in self._other_names()}

    def _hoisted_shape(self, value: Tensor) -> tuple[int, ...]:
        """Return how a value lies that is computed before the loop; a kernel reads each seed's and unit's number."""
        if self.kernels is None:
            return value.shape
        size = self.size
        return (size.T, size.S, size.m, size.B) if value.ndim == 4 else (size.S, size.m, 1)

    def _other_names(self) -> list[str]:
        return other_names(self.plan) if self.kernels is None else self.kernels.values.stored_others

    def empty(self, *shape: int) -> Tensor:
        """Return an empty tensor of the run's dtype, on its device."""
        return self.like.new_empty(shape)

    def value(self, name: str) -> Tensor:
        """Return a value at every time step; what has no buffer is computed again from what has one."""
        if self.is_stored(name):
            return self.views[name]
        step = self.plan.sums.program.step(name)
        assert step
        return TORCH_OPS[step.op](*map(self.value, step.args))

    def is_stored(self, name: str) -> bool:
        """Tell whether a value has a buffer, and remember which."""
        if name not in self.views and (found := self._find(name)) is not None:
            self.views[name] = found
        return name in self.views

    def _find(self, name: str) -> Tensor | None:
        buffer = self.plan.sums.buffer_of(name)
        past = name.removesuffix("_prev")
        if is_number(name):
            return self.like.new_tensor(float(name))
        if name in self.states:
            return self.states[name][1:]
        if past != name and past in self.states:
            return self.states[past][:-1]
        if buffer in self.plan.order:
            return self.blocks[:, :, self.plan.order.index(buffer)]
        return self.others.get(buffer, self.hoisted.get(name))

    def side_by_side(self, blocks: Tensor, first: int, last: int) -> Tensor:
        """Return some blocks as one, (T, S, (last - first) m, B)."""
        return blocks[:, :, first:last].flatten(2, 3)

    @cached_property
    def calls(self) -> BoundCalls:
        """The whole time loop of the forward pass, from the first step to the last."""
        columns = [column for call in self.plan.forward for column in self._over_time(call)]
        return [one for calls in zip(*columns, strict=True) for one in calls]

    def _over_time(self, call: KernelCall) -> list[BoundCalls]:
        """Return a call bound at each time step; a product needs one such list for each range of its blocks."""
        if call.kind == "gemm":
            return [self._product(call, first, last) for first, last in self.plan.ranges_of(call.into)]
        into = self._target(call.into)
        args = [self.step_views(self.value(arg)) for arg in call.args]
        return [[bind(call.kind, *tensors, call.sign, call.adds) for tensors in by_step(into, args)]]

    def _target(self, names: tuple[str, ...]) -> Tensor:
        if names[0] in self.plan.order:
            first = self.plan.order.index(names[0])
            return self.side_by_side(self.blocks, first, first + len(names))
        return self.value(names[0])

    def _product(self, call: KernelCall, first: int, last: int) -> BoundCalls:
        matrix = self.matrix(call.args[0], call.sign, first, last)
        into = self.side_by_side(self.blocks, first, last)
        vector = self.step_views(self.value(call.args[0]))
        return [bind("gemm", *tensors, call.sign, True) for tensors in by_step(into, [[matrix] * self.size.T, vector])]

    def matrix(self, vector: str, sign: int, first: int, last: int) -> Tensor:
        """Return the matrices on a past value that lead to a range of blocks, (S, (last - first) m, m)."""
        places = [self.plan.order.index(block) for block in self.plan.stacks[vector, sign]]
        m, skipped = self.size.m, places.index(first)
        return self.matrices[vector, sign][:, skipped * m : (skipped + last - first) * m]

    def step_views(self, value: Tensor) -> list[Tensor]:
        """Return a value step by step; what is the same at every step is repeated."""
        return list(value) if value.ndim == 4 else [value] * self.size.T


def by_step(into: Tensor, args: list[list[Tensor]]) -> list[tuple[Tensor, list[Tensor]]]:
    """Put what is written and what is read together, time step by time step."""
    return [(one, [arg[t] for arg in args]) for t, one in enumerate(into)]
