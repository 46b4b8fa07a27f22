"""One layer of a network for one sequence and one step at a time: its numbers, and the calls that compute them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step, is_number
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.numpy_kernels import Call, bind
from explainer.engine.plan import Plan, other_names, plan

Numbers = NDArray[Any]


class LayerStepper:
    """A layer that begins with the states `first`, (m,) each, and reads n numbers, or a token below n, at each step.

    `params` are arrays by name: the parameters, what noise adds to them, and the states of the layer below, which are
    read again at each step. Blocks lie side by side, (K, m); `past` holds the states before the step.
    """

    def __init__(self, program: Program, params: Mapping[str, Numbers], first: Mapping[str, Numbers], n: int) -> None:
        self.plan, self.params = plan(program), params
        self.past = {name: np.array(value) for name, value in first.items()}
        self.m, self.dtype = len(self.past["h"]), self.past["h"].dtype
        self.x, self.hoisted = self._zeros(n), dict[str, Numbers]()
        self.blocks = self._zeros(len(self.plan.order), self.m)
        self.states = {name: self._zeros(self.m) for name in program.cell.state}
        self.others = {name: self._zeros(self.m) for name in other_names(self.plan)}
        self.bias = self._stacked(self.plan.biases, self.m)
        self.weights = self._stacked(self.plan.weights, self.m, n)  # (K m, n)
        self.hoisted_steps = hoisted_steps(self.plan)
        self.calls = [
            *[call for step in self.hoisted_steps for call in self._hoisted_calls(step)],
            *[call for block, terms in self.plan.other_terms.items() for call in self._added_calls(block, terms)],
            *[call for kernel in self.plan.forward for call in self._kernel_calls(kernel)],
        ]

    def step(self, x: int | Numbers) -> Numbers:
        """Read a token or a vector (n,), and return h, (m,), which the next step overwrites."""
        blocks = self.blocks.reshape(-1)
        if isinstance(x, int):
            np.add(self.weights[:, x], self.bias, out=blocks)
        else:
            np.add(np.dot(self.weights, x), self.bias, out=blocks)
        if self.hoisted_steps:
            self.x[:] = np.arange(len(self.x)) == x if isinstance(x, int) else x
        for call in self.calls:
            call()
        for name, state in self.states.items():
            self.past[name][:] = state
        return self.states["h"]

    def _zeros(self, *shape: int) -> Numbers:
        return np.zeros(shape, self.dtype)

    def _stacked(self, terms: Mapping[str, list[tuple[int, str]]], *shape: int) -> Numbers:
        """Return for all blocks, one after the other, the sum of some parameters with their signs."""
        zeros = self._zeros(*shape)
        rows = [sum((sign * self.params[name] for sign, name in one), zeros) for one in terms.values()]
        return np.concatenate([self._zeros(0, *shape[1:]), *rows])

    def _hoisted_calls(self, step: Step) -> list[Call]:
        self.hoisted[step.name] = self._zeros(self.m if step.size == "m" else len(self.x))
        return [partial(OPS[step.op].forward, *map(self._value, step.args), out=self.hoisted[step.name])]

    def _added_calls(self, block: str, terms: list[tuple[int, str]]) -> list[Call]:
        into = self._value(block)
        return [call for sign, name in terms for call in bind("add", into, [self._value(name)], sign, True)]

    def _kernel_calls(self, call: KernelCall) -> list[Call]:
        if call.kind != "gemm":
            return bind(call.kind, self._target(call.into), [*map(self._value, call.args)], call.sign, call.adds)
        found: list[Call] = []
        for first, last in self.plan.ranges_of(call.into):
            matrix = np.concatenate([self._matrix(call, block) for block in self.plan.order[first:last]])
            into = self.blocks[first:last].reshape(-1)
            found += bind("gemm", into, [matrix, self._value(call.args[0])], call.sign, True)
        return found

    def _matrix(self, call: KernelCall, block: str) -> Numbers:
        key = (call.args[0], call.sign)
        names = self.plan.matrices[key][self.plan.stacks[key].index(block)]
        return np.asarray(sum((self.params[name] for name in names[1:]), self.params[names[0]]))

    def _target(self, names: tuple[str, ...]) -> Numbers:
        if names[0] not in self.plan.order:
            return self._value(names[0])
        first = self.plan.order.index(names[0])
        rows: Numbers = self.blocks[first : first + len(names)]
        return rows if len(names) > 1 else rows.reshape(-1)

    def _value(self, name: str) -> Numbers:
        """Return where a value lies."""
        if is_number(name):
            return np.array(float(name), self.dtype)
        buffer, past = self.plan.sums.buffer_of(name), name.removesuffix("_prev")
        if name in self.states:
            return self.states[name]
        if past != name and past in self.past:
            return self.past[past]
        if buffer in self.plan.order:
            return self._target((buffer,))
        known: dict[str, Numbers] = {"x": self.x, **self.params, **self.others, **self.hoisted}
        found: Numbers = known[buffer if buffer in self.others else name]
        return found


def hoisted_steps(order: Plan) -> list[Step]:
    """Return the steps that the kernel calls need and that do not depend on the past, in their order."""
    needed, found = {*order.hoisted_factors, *order.hoisted_terms}, list[Step]()
    for step in reversed(order.sums.program.steps):
        if step.name in needed:
            needed |= set(step.args)
            found.append(step)
    return found[::-1]
