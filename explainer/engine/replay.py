"""Replay of a run whose h is known at every step: only the memory's recurrence runs step by step, all else at once.

Its values lie as PyTorch lays out a module's output, (T, B, m), so that nothing is transposed before a backward pass;
element-wise operations do not mind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import torch
from torch import Tensor

from explainer.engine.affine import summed
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.kernels import bind
from explainer.engine.plan import Plan, other_names

Named = Mapping[str, Tensor]


@dataclass(frozen=True)
class Phases:
    """The kernel calls before, in and after the time loop, which computes the memories alone: h is known.

    Products with the past h are not among them: they are computed from the known h, before all else.
    """

    before: Sequence[KernelCall]
    loop: Sequence[KernelCall]
    after: Sequence[KernelCall]


@lru_cache(maxsize=64)
def phases(plan: Plan) -> Phases:
    """Sort the calls of a time step: the loop has only those between a memory's past and the memory."""
    memories = set(plan.sums.program.cell.state) - {"h"}
    touched, later = {f"{state}_prev" for state in memories}, []
    for call in plan.forward:
        if call.reads & touched:
            touched |= set(call.into)
            later.append(call)
    wanted, loop = set(memories), []
    for call in reversed(later):
        if wanted & set(call.into):
            wanted |= call.reads
            loop.append(call)
    first = [
        call for call in plan.forward if call not in later and not (call.kind == "gemm" and call.args == ("h_prev",))
    ]
    after = [call for call in later if call not in loop]
    hoisted, loop = _hoist_sum(loop[::-1], touched)
    return Phases([*first, *hoisted], loop, after)


def _hoist_sum(loop: list[KernelCall], touched: set[str]) -> tuple[list[KernelCall], list[KernelCall]]:
    """Write the additive term, known for all steps, into the memory first: each loop step is then one call."""
    if len(loop) != 2 or loop[0].into != loop[1].into or not loop[1].adds or touched & set(loop[1].args):
        return [], loop
    return [replace(loop[1], adds=False)], [replace(loop[0], adds=True)]


class ReplayBuffers:
    """Memory for a run of one layer whose h is known: blocks (T, B, K, m), states (T + 1, B, m), all else (T, B, m).

    `rows` (T + 1, B, n + 1 + m) holds x, a 1 and the h before each step side by side, so that one product makes a sum
    of both and of the biases. `gates` are finished gates by the name of their block, where there are any; they take
    the place of the blocks.
    """

    def __init__(self, plan: Plan, T: int, B: int, n: int, m: int, like: Tensor) -> None:
        self.plan, self.n = plan, n
        self.blocks = like.new_empty(T, B, len(plan.order), m)
        self.states = {state: like.new_empty(T + 1, B, m) for state in plan.sums.program.cell.state if state != "h"}
        self.rows = like.new_ones(T + 1, B, n + 1 + m)
        self.states["h"] = self.rows[..., n + 1 :]
        self.others = {name: like.new_empty(T, B, m) for name in other_names(plan)}
        self.computed_h = like.new_empty(T, B, m)
        self.gates: Named = {}

    def find(self, name: str) -> Tensor | None:
        """Return a value at every step, (T, B, m), as its buffer holds it; None where it has none."""
        buffer, past = self.plan.sums.buffer_of(name), name.removesuffix("_prev")
        if name in self.states:
            return self.states[name][1:]
        if past != name and past in self.states:
            return self.states[past][:-1]
        if buffer in self.gates:
            return self.gates[buffer]
        order = self.plan.order
        return self.blocks[:, :, order.index(buffer)] if buffer in order else self.others.get(buffer)

    def value(self, name: str) -> Tensor:
        """Return a value that has a buffer."""
        found = self.find(name)
        assert found is not None
        return found

    def target(self, names: Sequence[str]) -> Tensor:
        """Return the buffer that a call writes to, or several that lie side by side."""
        if names[0] not in self.plan.order:
            return self.value(names[0])
        first = self.plan.order.index(names[0])
        return self.blocks[:, :, first : first + len(names)] if len(names) > 1 else self.blocks[:, :, first]

    def flat(self, first: int, last: int) -> Tensor:
        """Return some blocks at all steps as rows, (T B, (last - first) m)."""
        m = self.blocks.shape[3]
        return self.blocks.flatten(0, 1).flatten(1)[:, first * m : last * m]


def replay(buffers: ReplayBuffers, params: Named) -> Tensor:
    """Fill the buffers from the x and the h that stand in them; return the h that the cell computes, (T, B, m).

    Each step begins at the known h, so what differs is the difference of one step, not of a whole run.
    """
    plan, gates = buffers.plan, buffers.gates
    sorted_calls = phases(plan)
    before = [call for call in sorted_calls.before if not gates or call.into[0] not in plan.order]
    rows = buffers.rows[:-1].flatten(0, 1)  # (T B, n + 1 + m)
    for product in [] if gates else _products(buffers, params):
        torch.mm(rows[:, product.columns], product.weights, out=buffers.flat(product.first, product.last))
    for call in before:
        _run(buffers, call)
    _loop(buffers, sorted_calls.loop)
    for call in sorted_calls.after:
        _run(buffers, call)
    return buffers.computed_h


@dataclass(frozen=True, eq=False)
class Product:
    """What a range of blocks begins with: some columns of `rows` times weights."""

    first: int
    last: int
    columns: slice
    weights: Tensor


SOURCES = {(True, True): "x and h", (True, False): "x", (False, True): "h"}


def _products(buffers: ReplayBuffers, params: Named) -> list[Product]:
    """Return the products of neighbouring blocks that read the same: x, the past h, or both."""
    plan, n = buffers.plan, buffers.n
    past = plan.stacks.get(("h_prev", 1), [])
    kinds = [SOURCES[bool(plan.weights[block]), block in past] for block in plan.order]
    columns = {"x and h": slice(None), "x": slice(0, n + 1), "h": slice(n, None)}
    found = []
    for kind, group in groupby(range(len(kinds)), lambda k: kinds[k]):
        blocks = list(group)
        weights = torch.cat([_weights(plan, params, plan.order[k]) for k in blocks])
        found.append(Product(blocks[0], blocks[-1] + 1, columns[kind], weights.t().contiguous()))
    return found


def _weights(plan: Plan, params: Named, block: str) -> Tensor:
    """Return the matrix on x, the biases, and the matrix on the past h that lead to a block, side by side."""
    past = plan.stacks.get(("h_prev", 1), [])
    on_x = [summed(params, plan.weights[block])] if plan.weights[block] else []
    names = plan.matrices["h_prev", 1][past.index(block)] if block in past else []
    on_h = [summed(params, [(1, name) for name in names])] if names else []
    return torch.cat([*on_x, _biases(plan, params, block)[:, None], *on_h], dim=1)


def _biases(plan: Plan, params: Named, block: str) -> Tensor:
    zeros = torch.zeros_like(next(params[name] for name in plan.params if params[name].ndim == 1))
    return summed(params, plan.biases[block]) if plan.biases[block] else zeros


def _run(buffers: ReplayBuffers, call: KernelCall) -> None:
    """Run a kernel for all time steps in one call; the h that it computes has a buffer of its own."""
    into = buffers.computed_h if call.into == ("h",) else buffers.target(call.into)
    args = [buffers.computed_h if arg == "h" else buffers.value(arg) for arg in call.args]
    bind(call.kind, into, args, call.sign, call.adds)()


def _loop(buffers: ReplayBuffers, calls: Sequence[KernelCall]) -> None:
    """Run the kernels step by step; the common case, one multiply-add, calls PyTorch directly."""
    states = {state: buffers.states[state].unbind(0) for state in buffers.states if state != "h"}
    columns = [zip(*(_steps(buffers, states, name) for name in (*one.into, *one.args)), strict=True) for one in calls]
    if [(call.kind, call.adds, call.sign) for call in calls] == [("mul", True, 1)]:
        for into, one, other in columns[0]:
            into.addcmul_(one, other)
        return
    for step in zip(*columns, strict=True):
        for call, (into, *args) in zip(calls, step, strict=True):
            bind(call.kind, into, args, call.sign, call.adds)()


def _steps(buffers: ReplayBuffers, states: Mapping[str, tuple[Tensor, ...]], name: str) -> tuple[Tensor, ...]:
    """Return a value step by step; a state and its past are the same rows, one step apart."""
    past = name.removesuffix("_prev")
    if past in states:
        return states[past][1:] if past == name else states[past][:-1]
    return buffers.value(name).unbind(0)
