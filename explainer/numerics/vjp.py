"""The sending: what one operation passes back to its arguments, by its slope, its matrix or a rule of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program, Step
from explainer.numerics.trace import Hold, LayerTrace, units_held


def slope(run: LayerTrace, step: Step, k: int) -> Array:
    """Return how fast a unit-wise step's result moves with its argument k, (T, m) or a number."""
    rule = OPS[step.op].slopes[k].rule
    return np.asarray(rule(run.values[step.name], *(run.value(arg) for arg in step.args)))


def sending(run: LayerTrace, step: Step, k: int) -> tuple[Callable[..., Array], Sequence[Any]]:
    """Return how a step sends to its argument k, and by what at each time step.

    That is a slope, or the matrix, or for what mixes units by a rule of its own the result, the argument and what of
    the result is free.
    """
    steps, single, mixing = len(run.values["x"]), units_held(run.layer, step.name), OPS[step.op].mixing
    if mixing:
        rule, made = mixing.rule, _made(run, step)
        free = _without(np.ones_like(made), single) if single else [1.0] * steps
        triples = list(zip(made, run.values[step.args[k]], free, strict=True))
        return lambda up, one, out=None: rule(up * one[2], *one[:2], out=out), triples
    if step.op == "matmul" and not single:
        return np.matmul, [run.layer.params[step.args[0]]] * steps
    if step.op == "matmul":
        matrices = np.array([run.layer.params[step.args[0]]] * steps)  # (T, m, n)
        return np.matmul, list(_without(matrices, single))
    factor = np.broadcast_to(slope(run, step, k), run.values[step.name].shape)
    return np.multiply, list(_without(np.array(factor), single) if single else factor)


def _made(run: LayerTrace, step: Step) -> Array:
    """Return what a step makes, (T, m), also in units that are then held by hand: the others were made with them."""
    if not units_held(run.layer, step.name):
        return run.values[step.name]
    return np.asarray(OPS[step.op].forward(*(run.value(arg) for arg in step.args)))


def _without(array: Array, single: Sequence[Hold]) -> Array:
    """Put 0 where single units, the second axis, are held by hand."""
    for hold in single:
        array[hold.since :, hold.unit] = 0.0
    return array


def held_from(run: LayerTrace, step: Step) -> int:
    """Return the time step from which all of a step's units are held by hand: they feel nothing of its arguments."""
    whole = (hold.since for hold in run.layer.holds if hold.name == step.name and hold.unit is None)
    return min(whole, default=len(run.values["x"]))


def felt(run: LayerTrace, step: Step, values: Mapping[str, Array]) -> Array:
    """Return what arrives at a step and can go further back, (T, m): nothing where the step is held."""
    until, single = held_from(run, step), units_held(run.layer, step.name)
    if until == len(run.values["x"]) and not single:
        return values[step.name]
    free = np.concatenate([values[step.name][:until], np.zeros_like(values[step.name][until:])])
    return _without(free, single)


def arrives(run: LayerTrace, step: Step, k: int, values: Mapping[str, Array]) -> Array:
    """Return what goes back from a step to its argument k, (T, m) or (T, n)."""
    upstream = felt(run, step, values)
    if step.op == "matmul":
        return np.asarray(upstream @ run.layer.params[step.args[0]])
    mixing = OPS[step.op].mixing
    if mixing:
        return np.asarray(mixing.rule(upstream, _made(run, step), run.value(step.args[k])))
    return np.asarray(upstream * slope(run, step, k))


def uses(program: Program, param: str) -> list[tuple[Step, int]]:
    """Return the steps that use a parameter, and as which argument."""
    return [(step, k) for step in program.steps for k, arg in enumerate(step.args) if arg == param]
