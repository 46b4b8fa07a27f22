"""The layout of a cell's diagram: which values lie on the belt that crosses time, and which below it.

It is computed from the program, so that a typed cell has a diagram too. The belt is the path from the old state to
the output: one without matrices where there is one, else through a matrix.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.cells.memory import carried_state
from explainer.cells.program import Program, is_number

UNITWISE = ("add", "sub", "neg", "mul", "same")  # each unit stays in its lane, without an activation


@dataclass(frozen=True)
class Diagram:
    """The names of the values on the belt, from left to right, and of those below it, from top to bottom."""

    belt: tuple[str, ...]
    below: tuple[str, ...]


def diagram(program: Program) -> Diagram:
    """Place every equation of a program, and the values between its equations and the belt."""
    state = carried_state(program) or "h"
    path = _path(program, f"{state}_prev", state, mixing=carried_state(program) is None)
    onward = _path(program, state, "h", mixing=True) if state != "h" else []
    path = [*(path or [state]), *onward[1:]]  # a state that does not depend on its past has none on its belt
    belt = list(_with_factors(program, path))
    below = {line.name for line in program.cell.equations} - set(belt)
    for name in path:
        below |= set(_inputs(program, name, belt))
    order = [*(f"{state}_below" for state in program.below), *program.params, *(step.name for step in program.steps)]
    return Diagram(tuple(belt), tuple(sorted(below, key=order.index)))


def _path(program: Program, start: str, end: str, mixing: bool) -> list[str]:
    """Return the shortest path from one value to another along the steps, without matrices unless `mixing`."""
    paths = deque([[start]])
    seen = {start}
    while paths:
        path = paths.popleft()
        if path[-1] == end:
            return path
        for step in program.steps:
            if path[-1] in step.args and step.name not in seen and (mixing or step.op in UNITWISE):
                seen.add(step.name)
                paths.append([*path, step.name])
    return []


def _with_factors(program: Program, path: list[str]) -> Iterator[str]:
    """Insert before each product on the path its other factor, such as a gate, once."""
    placed = set(path)
    for name in path:
        step = program.step(name)
        for arg in step.args if step and step.op == "mul" else ():
            if arg not in placed and not is_number(arg):
                placed.add(arg)
                yield arg
        yield name


def _inputs(program: Program, name: str, belt: list[str]) -> Iterator[str]:
    """Name the values off the belt that a value is computed from, each before what it goes into."""
    step = program.step(name)
    for arg in step.args if step else ():
        source = program.step(arg)
        if arg in belt or is_number(arg) or arg in ("x", *_pasts(program)) or len(program.params.get(arg, ())) == 2:
            continue
        if source and source.equation != arg and source.op != "matmul":
            yield from _inputs(program, arg, belt)
        yield arg


def _pasts(program: Program) -> tuple[str, ...]:
    return tuple(f"{state}_prev" for state in program.cell.state)
