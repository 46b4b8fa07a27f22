"""The told run: h is known at every step, so all but a memory's own recursion is computed for many steps at once.

Its values lie as PyTorch lays out a module's output, (T, B, m), so that nothing is turned round before somebody walks
back; what is done unit by unit does not mind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor

from explainer.engine.acts import Act
from explainer.engine.affine import summed
from explainer.engine.kernels import call
from explainer.engine.plan import Plan
from explainer.engine.rooms import owned, pairs

FITTING = 2**16  # numbers of one value that are computed at once: few enough to stay near the processor
Named = Mapping[str, Tensor]


@dataclass(frozen=True)
class Parts:
    """The acts of a time step, parted by a memory that is not told: before it, those that walk it, and after it."""

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
    before = [act for act in plan.forward if act not in later]
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

    `gates` are finished gates by the name of their block, where somebody has them; they take the place of the blocks.
    """

    def __init__(self, plan: Plan, T: int, B: int, m: int, like: Tensor) -> None:
        self.plan = plan
        self.blocks = like.new_empty(T, B, len(plan.order), m)
        self.states = {state: like.new_empty(T + 1, B, m) for state in plan.sums.program.cell.state}
        self.own = {name: like.new_empty(T, B, m) for name in owned(plan)}
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

    def flat(self, first: int, last: int, when: slice) -> Tensor:
        """Return some blocks at some steps as rows, (steps B, (last - first) m)."""
        m = self.blocks.shape[3]
        return self.blocks[when].flatten(0, 1).flatten(1)[:, first * m : last * m]


def retell(told: Told, params: Named, x: Tensor, made: Callable[[slice, Tensor], None]) -> None:
    """Fill the rooms from x (T, B, n) and the h that stands in them, a few steps at a time.

    `made` is told what the acts make of h at some steps, (steps, B, m). Each step begins at the h that was told, so
    that what differs is the difference of one step, not of a whole run.
    """
    found, order = parts(told.plan), told.plan.order
    if told.gates:
        found = replace(found, before=[act for act in found.before if act.into[0] not in order])
    begins = [] if told.gates else _begins(told.plan, params)
    matrices = {} if told.gates else _matrices(told.plan, params)
    T, B, _, m = told.blocks.shape
    steps = max(1, FITTING // (m * B))
    own = told.blocks.new_empty(min(steps, T), B, m)
    for begin in range(0, T, steps):
        when = slice(begin, min(begin + steps, T))
        for one in begins:
            _begin(told, x, one, when)
        _some(told, found, matrices, own[: when.stop - when.start], when)
        made(when, own[: when.stop - when.start])


@dataclass(frozen=True, eq=False)
class Begin:
    """What a stretch of blocks begins with: its biases, and the matrices on x where it has any, as columns."""

    first: int
    last: int
    biases: Tensor
    weights: Tensor | None


def _begins(plan: Plan, params: Named) -> list[Begin]:
    zeros = torch.zeros_like(next(params[name] for name in plan.params if params[name].ndim == 1))
    biases = [summed(params, plan.biases[block]) if plan.biases[block] else zeros for block in plan.order]
    found = []
    for first, last in plan.fed:
        weights = torch.cat([summed(params, plan.weights[block]) for block in plan.order[first:last]])
        found.append(Begin(first, last, torch.cat(biases[first:last]), weights.t()))
    fed = {k for first, last in plan.fed for k in range(first, last)}
    return [*found, *(Begin(k, k + 1, biases[k], None) for k in range(len(plan.order)) if k not in fed)]


def _begin(told: Told, x: Tensor, one: Begin, when: slice) -> None:
    into = told.flat(one.first, one.last, when)
    if one.weights is None:
        into.copy_(one.biases)
    else:
        torch.addmm(one.biases, x[when].flatten(0, 1), one.weights, out=into)


def _matrices(plan: Plan, params: Named) -> dict[tuple[str, int], Tensor]:
    """Return the matrices on each past value as columns, in the order of their blocks."""
    return {
        key: torch.cat([summed(params, [(1, name) for name in names]) for names in blocks]).t()
        for key, blocks in plan.matrices.items()
    }


def _some(told: Told, found: Parts, matrices: Mapping[tuple[str, int], Tensor], own: Tensor, when: slice) -> None:
    for act in found.before:
        if act.kind == "gemm":
            _multiply(told, act, matrices, when)
        else:
            _do(told, act, own, when)
    lines = [_line(told, act, when) for act in found.walked]
    for calls in zip(*lines, strict=True):
        for one in calls:
            one()
    for act in found.after:
        _do(told, act, own, when)


def _multiply(told: Told, act: Act, matrices: Mapping[tuple[str, int], Tensor], when: slice) -> None:
    key, m, skipped = (act.args[0], act.sign), told.blocks.shape[3], 0
    past = told.value(act.args[0])[when].flatten(0, 1)
    for first, last in told.plan.stretches[key]:
        columns = matrices[key][:, skipped * m : (skipped + last - first) * m]
        told.flat(first, last, when).addmm_(past, columns, alpha=act.sign)
        skipped += last - first


def _do(told: Told, act: Act, own: Tensor, when: slice) -> None:
    """Do an act for some time steps in one call; what it makes of h has a room of its own."""
    into = own if act.into == ("h",) else told.target(act.into)[when]
    call(act.kind, into, [own if arg == "h" else told.value(arg)[when] for arg in act.args], act.sign, act.adds)()


def _line(told: Told, act: Act, when: slice) -> list[Callable[[], object]]:
    args = [list(told.value(arg)[when]) for arg in act.args]
    return [call(act.kind, *rest, act.sign, act.adds) for rest in pairs(told.target(act.into)[when], args)]
