"""The sending: what one operation passes back to its arguments, by its slope, its matrix or a rule of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from explainer.ops import OPS, Array
from explainer.program import Program, Step
from explainer.trace import LayerTrace


def slope(run: LayerTrace, step: Step, k: int) -> Array:
    """Return how fast a unit-wise step's result moves with its argument k, (T, m) or a number."""
    rule = OPS[step.op].slopes[k].rule
    return np.asarray(rule(run.values[step.name], *(run.value(arg) for arg in step.args)))


def sending(run: LayerTrace, step: Step, k: int) -> tuple[Callable[..., Array], Sequence[Any]]:
    """Return how a step sends to its argument k, and by what at each time step.

    That is a slope, or the matrix, or for what mixes units by a rule of its own the result and the argument.
    """
    steps, mixing = len(run.values["x"]), OPS[step.op].mixing
    if step.op == "matmul":
        return np.matmul, [run.layer.params[step.args[0]]] * steps
    if mixing:
        rule = mixing.rule
        pairs = list(zip(run.values[step.name], run.values[step.args[k]], strict=True))
        return lambda up, pair, out=None: rule(up, *pair, out=out), pairs
    return np.multiply, list(np.broadcast_to(slope(run, step, k), run.values[step.name].shape))


def held_from(run: LayerTrace, step: Step) -> int:
    """Return the time step from which a step's value is held by hand: it feels nothing of its arguments."""
    return min((hold.since for hold in run.layer.holds if hold.name == step.name), default=len(run.values["x"]))


def felt(run: LayerTrace, step: Step, values: Mapping[str, Array]) -> Array:
    """Return what arrives at a step and can go further back, (T, m): nothing where the step is held."""
    until = held_from(run, step)
    if until == len(run.values["x"]):
        return values[step.name]
    return np.concatenate([values[step.name][:until], np.zeros_like(values[step.name][until:])])


def arrives(run: LayerTrace, step: Step, k: int, values: Mapping[str, Array]) -> Array:
    """Return what goes back from a step to its argument k, (T, m) or (T, n)."""
    upstream = felt(run, step, values)
    if step.op == "matmul":
        return np.asarray(upstream @ run.layer.params[step.args[0]])
    mixing = OPS[step.op].mixing
    if mixing:
        return np.asarray(mixing.rule(upstream, run.values[step.name], run.value(step.args[k])))
    return np.asarray(upstream * slope(run, step, k))


def uses(program: Program, param: str) -> list[tuple[Step, int]]:
    """Return the steps that use a parameter, and as which argument."""
    return [(step, k) for step in program.steps for k, arg in enumerate(step.args) if arg == param]
