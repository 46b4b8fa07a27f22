"""The backward pass through time: from the last time step to the first, in each from the last operation to the first.

Only values that depend on the past need this loop. What goes into one sum and nowhere else has the sum's gradient, and
shares its buffer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import Array
from explainer.cells.program import Program, Step
from explainer.numerics.trace import LayerTrace
from explainer.numerics.vjp import held_from, step_vjp

StepArrays = Mapping[str, Sequence[Array]]
"""By name, one array per time step: (m,) for one loss, (k, m) for k of them at once."""

_BackwardStep = tuple[Callable[..., Array], Sequence[Array], Sequence[Any], Sequence[Array], bool, int]
"""From a step to one argument: the rule, gradients in, factors, gradients out, whether to add, end before a hold."""


def run_backward_steps(run: LayerTrace, rows: StepArrays, nonzero: set[str]) -> None:
    """Fill in the gradients of all values that depend on the past, in place.

    `nonzero` names the arrays that already hold a gradient; all others are overwritten by the first one that is added.
    """
    states = [(rows[state], rows[f"{state}_prev"]) for state in run.program.cell.state]
    backward_steps = _backward_steps(run, rows, nonzero)
    steps = len(run.values["x"])
    for t in reversed(range(steps)):
        if t + 1 < steps:
            for now, past in states:
                now[t][...] += past[t + 1]
        for rule, upstream, factor, into, adds, until in backward_steps:
            if adds and t < until:
                into[t][...] += rule(upstream[t], factor[t])
            elif t < until:
                rule(upstream[t], factor[t], out=into[t])
            elif not adds:
                into[t][...] = 0.0


def _backward_steps(run: LayerTrace, rows: StepArrays, nonzero: set[str]) -> list[_BackwardStep]:
    found, filled = [], set(nonzero)
    same = shared_gradients(run, nonzero)
    for step in reversed(run.program.steps):
        for k, arg in enumerate(step.args):
            if arg not in recurrent_values(run.program) or arg in same:
                continue
            rule, factor = step_vjp(run, step, k)
            found.append((rule, rows[step.name], factor, rows[arg], arg in filled, held_from(run, step)))
            filled.add(arg)
    return found


def add_buffers(run: LayerTrace, rows: dict[str, Sequence[Array]], make: Callable[[], Sequence[Array]]) -> None:
    """Add a buffer for each value of the backward pass beside the states; values with one gradient share a buffer."""
    same = shared_gradients(run, set(run.program.cell.state))
    for name in backward_order(run.program):
        if name in recurrent_values(run.program) and name not in rows:
            rows[name] = rows[same[name]] if name in same else make()


def backward_order(program: Program) -> list[str]:
    """Return the names of all values over time, each after everything that it goes into."""
    steps = [step.name for step in reversed(program.steps)]
    return [
        *steps, "x", *(f"{state}_prev" for state in program.cell.state), *(f"{state}_below" for state in program.below)
    ]  # fmt: skip


def shared_gradients(run: LayerTrace, nonzero: set[str]) -> dict[str, str]:
    """Return what goes into one sum and nowhere else, with that sum: they have the same gradient and share an array."""
    uses: dict[str, list[Step]] = {}
    for step in run.program.steps:
        for k, arg in enumerate(step.args):
            free = all(hold.name != step.name for hold in run.layer.holds)
            passes = free and (step.op in ("add", "same") or (step.op == "sub" and k == 0))
            uses.setdefault(arg, []).append(step if passes else _NOT_SHARED)
    alone = {arg: steps[0].name for arg, steps in uses.items() if len(steps) == 1 and steps[0] is not _NOT_SHARED}
    sizes = {step.name: step.size for step in run.program.steps}
    return {
        arg: name for arg, name in alone.items() if arg in sizes and arg not in nonzero and sizes[arg] == sizes[name]
    }


_NOT_SHARED = Step("", "", (), "", "")
