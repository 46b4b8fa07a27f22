"""The told run: h is known at every step, so all but a memory's own recursion is computed for many steps at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from torch import Tensor

from explainer.engine.acts import Act
from explainer.engine.kernels import call
from explainer.engine.plan import Plan
from explainer.engine.rooms import Rooms

FITTING = 2**16  # numbers of one value that are computed at once: few enough to stay near the processor


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


Calls = Sequence[Callable[[], object]]


def turns(rooms: Rooms) -> list[Callable[[], object]]:
    """Return what walks a memory that is not told, call by call."""
    lines = [line for act in parts(rooms.plan).walked for line in rooms.lines(act)]
    return [one for together in zip(*lines, strict=True) for one in together]


def retell(
    rooms: Rooms, calls: Calls, fill: Callable[[slice], None], made: Callable[[slice, Tensor], None],
    has_gates: bool = False,
) -> None:  # fmt: skip
    """Fill the rooms from the h that stands in them, a few steps at a time; `calls` are the `turns` of these rooms.

    `fill` puts what is read into the blocks of some steps, or the finished gates where it has them, and `made` is told
    what the acts make of h there. Each step begins at the h that was told, so that what differs is the difference of
    one step, not of a whole run.
    """
    size, found = rooms.size, parts(rooms.plan)
    if has_gates:
        found = replace(found, before=[act for act in found.before if act.into[0] not in rooms.plan.order])
    steps, each = max(1, FITTING // (size.S * size.m * size.B)), len(calls) // size.T
    own = rooms.empty(min(steps, size.T), size.S, size.m, size.B)
    for begin in range(0, size.T, steps):
        when = slice(begin, min(begin + steps, size.T))
        fill(when)
        _some(rooms, found, calls[each * when.start : each * when.stop], own, when)
        made(when, own[: when.stop - when.start])


def _some(rooms: Rooms, found: Parts, calls: Calls, own: Tensor, when: slice) -> None:
    for act in found.before:
        _do(rooms, act, own, when)
    for one in calls:
        one()
    for act in found.after:
        _do(rooms, act, own, when)


def _do(rooms: Rooms, act: Act, own: Tensor, when: slice) -> None:
    """Do an act for some time steps in one call; what it makes of h has a room of its own."""
    if act.kind == "gemm":
        for first, last in rooms.plan.runs(act.into):
            _multiply(rooms, act, first, last, when)
        return
    mine = own[: when.stop - when.start]
    into = mine if act.into == ("h",) else rooms.target(act.into)[when]
    args = [mine if arg == "h" else rooms.value(arg) for arg in act.args]
    call(act.kind, into, [arg[when] if len(arg) == rooms.size.T and arg.ndim == 4 else arg for arg in args],
         act.sign, act.adds)()  # fmt: skip


def _multiply(rooms: Rooms, act: Act, first: int, last: int, when: slice) -> None:
    into = rooms.side_by_side(rooms.blocks[when], first, last).flatten(0, 1)  # (steps S, K m, B)
    matrix = rooms.matrix(act.args[0], act.sign, first, last).expand(when.stop - when.start, -1, -1, -1).flatten(0, 1)
    into.baddbmm_(matrix, rooms.value(act.args[0])[when].flatten(0, 1), alpha=act.sign)
