"""The told run: h is known at every step, so all but what a memory does by itself is computed for all steps at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.engine.acts import Act
from explainer.engine.kernels import call
from explainer.engine.plan import Plan
from explainer.engine.rooms import Rooms


@dataclass(frozen=True)
class Parts:
    """The acts of a time step, parted by a memory that is not told: before it, those that walk it, and after it."""

    before: Sequence[Act]
    walked: Sequence[Act]
    after: Sequence[Act]


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
    return Parts([act for act in plan.forward if act not in later], walked[::-1],
                 [act for act in later if act not in walked])  # fmt: skip


def retell(rooms: Rooms) -> Tensor:
    """Fill the rooms from x, biases and the h that stands in them; return what the acts make of h, (T, S, m, B).

    Each step begins at the h that was told, so that what differs is the difference of one step, not of a whole run.
    """
    made = torch.empty_like(rooms.states["h"][1:])
    found = parts(rooms.plan)
    for act in found.before:
        _do(rooms, act, made)
    lines = [line for act in found.walked for line in rooms.lines(act)]
    for calls in zip(*lines, strict=True):
        for one in calls:
            one()
    for act in found.after:
        _do(rooms, act, made)
    return made


def _do(rooms: Rooms, act: Act, made: Tensor) -> None:
    """Do an act for all time steps in one call; what it makes of h has a room of its own."""
    if act.kind == "gemm":
        for first, last in rooms.plan.runs(act.into):
            _multiply(rooms, act, first, last)
        return
    into = made if act.into == ("h",) else rooms.target(act.into)
    call(act.kind, into, [made if arg == "h" else rooms.value(arg) for arg in act.args], act.sign, act.adds)()


def _multiply(rooms: Rooms, act: Act, first: int, last: int) -> None:
    size = rooms.size
    into = rooms.side_by_side(rooms.blocks, first, last).flatten(0, 1)  # (T S, K m, B)
    matrix = rooms.matrix(act.args[0], act.sign, first, last).expand(size.T, -1, -1, -1).flatten(0, 1)
    into.baddbmm_(matrix, rooms.value(act.args[0]).flatten(0, 1), alpha=act.sign)
