"""Vector-Jacobian products: the gradients of an operation's arguments; the rules stand in cells/primitives.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program, Step
from explainer.numerics.trace import Hold, LayerTrace, unit_holds


def slope(run: LayerTrace, step: Step, k: int) -> Array:
    """Return the derivative of a unit-wise step's result with respect to its argument k, (T, m) or a number."""
    rule = OPS[step.op].slopes[k].rule
    return np.asarray(rule(run.values[step.name], *(run.value(arg) for arg in step.args)))


def step_vjp(run: LayerTrace, step: Step, k: int) -> tuple[Callable[..., Array], Sequence[Any]]:
    """Return the rule that gives the gradient of a step's argument k, and its second factor at each time step.

    That factor is a slope or the matrix; for an operation that mixes units it is the result, the argument, and 1 or 0
    for the units that are free or held.
    """
    steps, single, mixing = len(run.values["x"]), unit_holds(run.layer, step.name), OPS[step.op].mixing
    if mixing:
        rule, result = mixing.rule, _free_result(run, step)
        free = _zero_held(np.ones_like(result), single) if single else [1.0] * steps
        triples = list(zip(result, run.values[step.args[k]], free, strict=True))
        return lambda up, one, out=None: rule(up * one[2], *one[:2], out=out), triples
    if step.op == "matmul" and not single:
        return np.matmul, [run.layer.params[step.args[0]]] * steps
    if step.op == "matmul":
        matrices = np.array([run.layer.params[step.args[0]]] * steps)  # (T, m, n)
        return np.matmul, list(_zero_held(matrices, single))
    factor = np.broadcast_to(slope(run, step, k), run.values[step.name].shape)
    return np.multiply, list(_zero_held(np.array(factor), single) if single else factor)


def _free_result(run: LayerTrace, step: Step) -> Array:
    """Return a step's result before holds, (T, m): the other units were computed from it."""
    if not unit_holds(run.layer, step.name):
        return run.values[step.name]
    return np.asarray(OPS[step.op].forward(*(run.value(arg) for arg in step.args)))


def _zero_held(array: Array, single: Sequence[Hold]) -> Array:
    """Set the entries of held units, along the second axis, to 0, in place."""
    for hold in single:
        array[hold.since :, hold.unit] = 0.0
    return array


def held_from(run: LayerTrace, step: Step) -> int:
    """Return the time step from which all units of a step are held: from there its arguments get no gradient."""
    whole = (hold.since for hold in run.layer.holds if hold.name == step.name and hold.unit is None)
    return min(whole, default=len(run.values["x"]))


def upstream_grad(run: LayerTrace, step: Step, values: Mapping[str, Array]) -> Array:
    """Return the gradient of a step's result that goes on to its arguments, (T, m): 0 where the step is held."""
    until, single = held_from(run, step), unit_holds(run.layer, step.name)
    if until == len(run.values["x"]) and not single:
        return values[step.name]
    free = np.concatenate([values[step.name][:until], np.zeros_like(values[step.name][until:])])
    return _zero_held(free, single)


def arg_grad(run: LayerTrace, step: Step, k: int, values: Mapping[str, Array]) -> Array:
    """Return what a step adds to the gradient of its argument k, (T, m) or (T, n)."""
    upstream = upstream_grad(run, step, values)
    if step.op == "matmul":
        return np.asarray(upstream @ run.layer.params[step.args[0]])
    mixing = OPS[step.op].mixing
    if mixing:
        return np.asarray(mixing.rule(upstream, _free_result(run, step), run.value(step.args[k])))
    return np.asarray(upstream * slope(run, step, k))


def parameter_uses(program: Program, param: str) -> list[tuple[Step, int]]:
    """Return the steps that use a parameter, each with the argument's index."""
    return [(step, k) for step in program.steps for k, arg in enumerate(step.args) if arg == param]
