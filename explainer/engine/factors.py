"""The factors of the backward pass: slopes and values, multiplied for all time steps at once before the loop."""

from functools import cached_property, partial

import torch
from torch import Tensor

from explainer.engine.backward import Factor, grad_of
from explainer.engine.buffers import BoundCalls, Buffers
from explainer.engine.kernels import SLOPES, SLOPES_AT_ARGUMENTS


class Factors:
    """Memory for the factors of a run, and what computes them: bound once, called at every update.

    Those of the blocks are written into `slots` (T, S, slots, m, B), where the loop turns them into gradients.
    """

    def __init__(self, buffers: Buffers, slots: Tensor) -> None:
        self.buffers, self.plan, self.slots = buffers, buffers.plan, slots
        self.in_loop = {name: self._empty() for name in self._names_in_loop()}
        self.computed: dict[str, Tensor] = {}

    def _names_in_loop(self) -> list[str]:
        """Name the factors that the loop itself reads; its calls are bound once, so their buffers stay."""
        if self.buffers.kernels:
            return []  # a fused loop computes them as it needs them
        factors = self.plan.backward_step.factors
        return sorted({arg for call in self.plan.backward for arg in call.args if arg in factors})

    def _names_after_loop(self) -> dict[str, None]:
        """Name the factors that are read once the loop is over."""
        forms = (*self.plan.hoisted_factors.values(), *self.plan.deferred_blocks.values())
        return dict.fromkeys(name for form in forms for _, name in form.values())

    def _empty(self) -> Tensor:
        return torch.empty_like(self.buffers.states["h"][1:])

    @cached_property
    def calls(self) -> BoundCalls:
        """What computes the factors, each after those it is made of."""
        calls: BoundCalls = []
        of_blocks, read_later = self.plan.backward_step.block_factors, self._names_after_loop()
        for name in read_later:
            if name in of_blocks.values():  # a buffer of its own, from which the slot is copied
                self._source(name, calls)
        for block, name in of_blocks.items():
            slot = self.plan.slots[block if block in self.plan.slots else grad_of(block)]
            self._compute_into(name, self.slots[:, :, slot], calls)
        for name, buffer in self.in_loop.items():
            self._compute_into(name, buffer, calls)
        for name in read_later:
            self._source(name, calls)
        for name in {*of_blocks.values()} - {*read_later}:
            del self.computed[name]  # after the loop a gradient stands in its place
        return calls

    def _compute_into(self, name: str, buffer: Tensor, calls: BoundCalls) -> None:
        """Write a factor into a buffer: computed there, or copied where it is known."""
        factor = self.plan.backward_step.factors.get(name)
        if factor is None or name in self.computed:
            calls.append(partial(buffer.copy_, self._source(name, calls)))
        else:
            self._compute(factor, buffer, calls)

    def _source(self, name: str, calls: BoundCalls) -> Tensor:
        """Return where a factor or a value stands at every time step; what is stored nowhere gets a buffer."""
        factor = self.plan.backward_step.factors.get(name)
        if name not in self.computed and factor:
            self._compute(factor, self._empty(), calls)
        elif name not in self.computed:
            self.computed[name] = self._stored(name, calls)
        return self.computed[name]

    def _stored(self, name: str, calls: BoundCalls) -> Tensor:
        if self.buffers.is_stored(name):
            return self.buffers.value(name)
        buffer = self._empty()
        calls.append(lambda: buffer.copy_(self.buffers.value(name)))
        return buffer

    def _compute(self, factor: Factor, into: Tensor, calls: BoundCalls) -> None:
        one, other, *further = (self._source(arg, calls) for arg in factor.args)
        one = one.expand_as(into) if one.ndim < 4 > other.ndim else one  # two numbers fill the buffer, too
        if factor.kind == "times":
            calls.append(partial(torch.mul, one, other, out=into))
        elif factor.kind == "plus":
            calls.append(partial(torch.add, one, other, alpha=factor.sign, out=into))
        elif factor.kind.endswith(" slope"):
            calls.append(partial(SLOPES[factor.kind.removesuffix(" slope")], one.expand_as(other), other, into))
        else:
            op, _, k = factor.kind.split()
            calls.append(partial(SLOPES_AT_ARGUMENTS[op, int(k)], one.expand_as(into), other, *further, into))
        self.computed[factor.name] = into

    def value(self, name: str) -> Tensor:
        """Return a factor of the last run at every time step; what the backward pass did not need is computed now."""
        calls: BoundCalls = []
        before = dict(self.computed)
        found = self._source(name, calls)
        for compute in calls:
            compute()
        self.computed = before
        return found
