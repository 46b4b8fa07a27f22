"""The diagram: which values lie on the belt that crosses time, and which come to it from below.

The rows are read off the program: the belt is the way from the old state to what the cell shows,
passing unit by unit where there is such a way, through a matrix where there is none. So a cell that is
typed a minute ago has its picture like any other, and no second list of a cell's parts can go stale.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.cells.memory import carried
from explainer.cells.program import Program, is_number

UNITWISE = ("add", "sub", "neg", "mul", "same")  # what leaves each unit in its lane, and no squashing between


@dataclass(frozen=True)
class Diagram:
    """The names of the values on the belt, from left to right, and of those below it, from top to bottom."""

    belt: tuple[str, ...]
    below: tuple[str, ...]


def diagram(program: Program) -> Diagram:
    """Place every equation of a program, and what lies between its equations and the belt."""
    state = carried(program) or "h"
    first = _way(program, f"{state}_prev", state, mixing=carried(program) is None)
    onward = _way(program, state, "h", mixing=True) if state != "h" else []
    way = [*(first or [state]), *onward[1:]]  # what never looks back has no past on its belt
    belt = list(_with_valves(program, way))
    below = {line.name for line in program.cell.equations} - set(belt)
    for name in way:
        below |= set(_parts(program, name, belt))
    order = [*(f"{state}_below" for state in program.below), *program.params, *(step.name for step in program.steps)]
    return Diagram(tuple(belt), tuple(sorted(below, key=order.index)))


def _way(program: Program, start: str, end: str, mixing: bool) -> list[str]:
    """Return the shortest way from one value to another along the steps, without matrices unless `mixing`."""
    ways = deque([[start]])
    seen = {start}
    while ways:
        way = ways.popleft()
        if way[-1] == end:
            return way
        for step in program.steps:
            if way[-1] in step.args and step.name not in seen and (mixing or step.op in UNITWISE):
                seen.add(step.name)
                ways.append([*way, step.name])
    return []


def _with_valves(program: Program, way: list[str]) -> Iterator[str]:
    """Put before each product on the way what it is multiplied with: a valve across the belt, once."""
    placed = set(way)
    for name in way:
        step = program.step(name)
        for arg in step.args if step and step.op == "mul" else ():
            if arg not in placed and not is_number(arg):
                placed.add(arg)
                yield arg
        yield name


def _parts(program: Program, name: str, belt: list[str]) -> Iterator[str]:
    """Name what a value of the belt is made of that does not lie on the belt, each part before what it makes."""
    step = program.step(name)
    for arg in step.args if step else ():
        part = program.step(arg)
        if arg in belt or is_number(arg) or arg in ("x", *_pasts(program)) or len(program.params.get(arg, ())) == 2:
            continue
        if part and part.equation != arg and part.op != "matmul":
            yield from _parts(program, arg, belt)
        yield arg


def _pasts(program: Program) -> tuple[str, ...]:
    return tuple(f"{state}_prev" for state in program.cell.state)
