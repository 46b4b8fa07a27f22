"""The told run: h is known at every step, so all but a memory's own recursion is computed for all steps at once.

Its values lie as PyTorch lays out a module's output, (T, B, m), so that nothing is turned round before somebody walks
back; what is done unit by unit does not mind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import torch
from torch import Tensor

from explainer.engine.affine import summed
from explainer.engine.buffers import owned
from explainer.engine.kernel_calls import Act
from explainer.engine.kernels import call
from explainer.engine.plan import Plan

Named = Mapping[str, Tensor]


@dataclass(frozen=True)
class Parts:
    """The acts of a time step, parted by a memory that is not told: before it, those that walk it, and after it.

    Products with the past h are not among them: they are known from the beginning.
    """

    before: Sequence[Act]
    walked: Sequence[Act]
    after: Sequence[Act]


@lru_cache(maxsize=64)
def parts(plan: Plan) -> Parts:
    """Part the acts: only those are walked that lie on the way from a memory's past to the memory."""
    memories = set(plan.sums.program.cell.state) - {"h"}
    touched, later = {f"{state}_prev" for state in memories}, []
    for act in plan.forward:
        if act.reads & touched:
            touched |= set(act.into)
            later.append(act)
    wanted, walked = set(memories), []
    for act in reversed(later):
        if wanted & set(act.into):
            wanted |= act.reads
            walked.append(act)
    before = [act for act in plan.forward if act not in later and not (act.kind == "gemm" and act.args == ("h_prev",))]
    after = [act for act in later if act not in walked]
    first, turns = _added_first(walked[::-1], touched)
    return Parts([*before, *first], turns, after)


def _added_first(walked: list[Act], touched: set[str]) -> tuple[list[Act], list[Act]]:
    """Begin a memory with what is added to it and known for all steps: then a step of the walk is one call."""
    if len(walked) != 2 or walked[0].into != walked[1].into or not walked[1].adds or touched & set(walked[1].args):
        return [], walked
    return [replace(walked[1], adds=False)], [replace(walked[0], adds=True)]


class Told:
    """Room for a run of one layer whose h is told: blocks (T, B, K, m), states (T + 1, B, m), all else (T, B, m).

    `read` (T + 1, B, n + 1 + m) holds x, a 1 and the h before each step side by side, so that one product makes a sum
    of both and of the biases.
    `gates` are finished gates by the name of their block, where somebody has them; they take the place of the blocks.
    """

    def __init__(self, plan: Plan, T: int, B: int, n: int, m: int, like: Tensor) -> None:
        self.plan, self.n = plan, n
        self.blocks = like.new_empty(T, B, len(plan.order), m)
        self.states = {state: like.new_empty(T + 1, B, m) for state in plan.sums.program.cell.state if state != "h"}
        self.read = like.new_ones(T + 1, B, n + 1 + m)
        self.states["h"] = self.read[..., n + 1 :]
        self.own = {name: like.new_empty(T, B, m) for name in owned(plan)}
        self.made = like.new_empty(T, B, m)  # the h that follows
        self.gates: Named = {}

    def find(self, name: str) -> Tensor | None:
        """Return a value at every step, (T, B, m), as its room holds it; None where it has none."""
        room, past = self.plan.sums.room(name), name.removesuffix("_prev")
        if name in self.states:
            return self.states[name][1:]
        if past != name and past in self.states:
            return self.states[past][:-1]
        if room in self.gates:
            return self.gates[room]
        return self.blocks[:, :, self.plan.order.index(room)] if room in self.plan.order else self.own.get(room)

    def value(self, name: str) -> Tensor:
        """Return a value that has a room."""
        found = self.find(name)
        assert found is not None
        return found

    def target(self, names: Sequence[str]) -> Tensor:
        """Return the room that an act writes to, or several that lie side by side."""
        if names[0] not in self.plan.order:
            return self.value(names[0])
        first = self.plan.order.index(names[0])
        return self.blocks[:, :, first : first + len(names)] if len(names) > 1 else self.blocks[:, :, first]

    def flat(self, first: int, last: int) -> Tensor:
        """Return some blocks at all steps as rows, (T B, (last - first) m)."""
        m = self.blocks.shape[3]
        return self.blocks.flatten(0, 1).flatten(1)[:, first * m : last * m]


def retell(told: Told, params: Named) -> Tensor:
    """Fill the rooms from the x and the h that stand in them; return what the acts make of h, (T, B, m).

    Each step begins at the h that was told, so that what differs is the difference of one step, not of a whole run.
    """
    found = parts(told.plan)
    before = [act for act in found.before if not told.gates or act.into[0] not in told.plan.order]
    read = told.read[:-1].flatten(0, 1)  # (T B, n + 1 + m)
    for one in [] if told.gates else _sums(told, params):
        torch.mm(read[:, one.columns], one.weights, out=told.flat(one.first, one.last))
    for act in before:
        _do(told, act)
    _walk(told, found.walked)
    for act in found.after:
        _do(told, act)
    return told.made


@dataclass(frozen=True, eq=False)
class Sum:
    """What a stretch of blocks adds up before anything else: some columns of `read` times weights."""

    first: int
    last: int
    columns: slice
    weights: Tensor


READS = {(True, True): "x and h", (True, False): "x", (False, True): "h"}


def _sums(told: Told, params: Named) -> list[Sum]:
    """Return the sums of neighbouring blocks that read the same: x, the past h, or both."""
    plan, n = told.plan, told.n
    past = plan.stacks.get(("h_prev", 1), [])
    kinds = [READS[bool(plan.weights[block]), block in past] for block in plan.order]
    places = {"x and h": slice(None), "x": slice(0, n + 1), "h": slice(n, None)}
    found = []
    for kind, group in groupby(range(len(kinds)), lambda k: kinds[k]):
        blocks = list(group)
        weights = torch.cat([_weights(plan, params, plan.order[k]) for k in blocks])
        found.append(Sum(blocks[0], blocks[-1] + 1, places[kind], weights.t().contiguous()))
    return found


def _weights(plan: Plan, params: Named, block: str) -> Tensor:
    """Return the matrix on x, the biases, and the matrix on the past h that lead to a block, side by side."""
    past = plan.stacks.get(("h_prev", 1), [])
    sides = [summed(params, plan.weights[block])] if plan.weights[block] else []
    names = plan.matrices["h_prev", 1][past.index(block)] if block in past else []
    ends = [summed(params, [(1, name) for name in names])] if names else []
    return torch.cat([*sides, _biases(plan, params, block)[:, None], *ends], dim=1)


def _biases(plan: Plan, params: Named, block: str) -> Tensor:
    zeros = torch.zeros_like(next(params[name] for name in plan.params if params[name].ndim == 1))
    return summed(params, plan.biases[block]) if plan.biases[block] else zeros


def _do(told: Told, act: Act) -> None:
    """Do an act for all time steps in one call; what it makes of h has a room of its own."""
    into = told.made if act.into == ("h",) else told.target(act.into)
    args = [told.made if arg == "h" else told.value(arg) for arg in act.args]
    call(act.kind, into, args, act.sign, act.adds)()


def _walk(told: Told, acts: Sequence[Act]) -> None:
    """Do acts step after step; straight from PyTorch what a memory mostly is, one product added."""
    states = {state: told.states[state].unbind(0) for state in told.states if state != "h"}
    lines = [zip(*(_steps(told, states, name) for name in (*act.into, *act.args)), strict=True) for act in acts]
    if [(act.kind, act.adds, act.sign) for act in acts] == [("mul", True, 1)]:
        for into, one, other in lines[0]:
            into.addcmul_(one, other)
        return
    for step in zip(*lines, strict=True):
        for act, (into, *args) in zip(acts, step, strict=True):
            call(act.kind, into, args, act.sign, act.adds)()


def _steps(told: Told, states: Mapping[str, tuple[Tensor, ...]], name: str) -> tuple[Tensor, ...]:
    """Return a value step by step; a state and its past are the same rows, one step apart."""
    past = name.removesuffix("_prev")
    if past in states:
        return states[past][1:] if past == name else states[past][:-1]
    return told.value(name).unbind(0)
