"""The walk back: from the last time step to the first, and in each from the last operation to the first.

Only what depends on the past must be walked like this; what goes into one sum and nowhere else feels what the sum
feels, and shares its room.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explainer.cells.memory import recurrent
from explainer.cells.primitives import Array
from explainer.cells.program import Program, Step
from explainer.numerics.trace import LayerTrace
from explainer.numerics.vjp import held_from, sending

Rows = Mapping[str, Sequence[Array]]
"""By name, one array per time step: (m,) for one loss, (k, m) for k of them at once."""

_Hop = tuple[Callable[..., Array], Sequence[Array], Sequence[Any], Sequence[Array], bool, int]
"""One way back at every time step: how, from where, by what, to where, whether it adds, until when (held)."""


def walk(run: LayerTrace, rows: Rows, begun: set[str]) -> None:
    """Walk from the last time step to the first, and in each from the last operation to the first.

    `begun` names what holds something before anything arrives; all else is overwritten by what arrives first.
    """
    links = [(rows[state], rows[f"{state}_prev"]) for state in run.program.cell.state]
    hops = _hops(run, rows, begun)
    steps = len(run.values["x"])
    for t in reversed(range(steps)):
        if t + 1 < steps:
            for now, past in links:
                now[t][...] += past[t + 1]
        for send, upstream, factor, into, adds, until in hops:
            if adds and t < until:
                into[t][...] += send(upstream[t], factor[t])
            elif t < until:
                send(upstream[t], factor[t], out=into[t])
            elif not adds:
                into[t][...] = 0.0


def _hops(run: LayerTrace, rows: Rows, begun: set[str]) -> list[_Hop]:
    hops, met = [], set(begun)
    same = shared(run, begun)
    for step in reversed(run.program.steps):
        for k, arg in enumerate(step.args):
            if arg not in recurrent(run.program) or arg in same:
                continue
            send, factor = sending(run, step, k)
            hops.append((send, rows[step.name], factor, rows[arg], arg in met, held_from(run, step)))
            met.add(arg)
    return hops


def rooms(run: LayerTrace, rows: dict[str, Sequence[Array]], make: Callable[[], Sequence[Array]]) -> None:
    """Make room for what a walk meets beside the states; what shares a gradient shares its room."""
    same = shared(run, set(run.program.cell.state))
    for name in order(run.program):
        if name in recurrent(run.program) and name not in rows:
            rows[name] = rows[same[name]] if name in same else make()


def order(program: Program) -> list[str]:
    """Name every value over time, each after all that it goes into."""
    made = [step.name for step in reversed(program.steps)]
    return [
        *made, "x", *(f"{state}_prev" for state in program.cell.state), *(f"{state}_below" for state in program.below)
    ]  # fmt: skip


def shared(run: LayerTrace, begun: set[str]) -> dict[str, str]:
    """Name what goes into one sum and nowhere else, with that sum: both feel the very same, so one array will do."""
    uses: dict[str, list[Step]] = {}
    for step in run.program.steps:
        for k, arg in enumerate(step.args):
            free = all(hold.name != step.name for hold in run.layer.holds)
            passes = free and (step.op in ("add", "same") or (step.op == "sub" and k == 0))
            uses.setdefault(arg, []).append(step if passes else _NOWHERE)
    alone = {arg: steps[0].name for arg, steps in uses.items() if len(steps) == 1 and steps[0] is not _NOWHERE}
    sizes = {step.name: step.size for step in run.program.steps}
    return {arg: name for arg, name in alone.items() if arg in sizes and arg not in begun and sizes[arg] == sizes[name]}


_NOWHERE = Step("", "", (), "", "")
