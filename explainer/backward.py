"""The backward pass: what every value of a run did to a loss, by the chain rule, step by step from the last.

Backpropagation through time (Werbos 1990) over a program's steps. Only what depends on the past is
walked one time step after the other; the rest follows for all steps at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from explainer.memory import recurrent
from explainer.ops import OPS, Array
from explainer.program import Program, Step
from explainer.trace import LayerTrace, Trace

Rows = Mapping[str, Sequence[Array]]
"""By name, one array per time step: (m,) for one loss, (k, m) for k of them at once."""


@dataclass(frozen=True, eq=False)
class LayerGradients:
    """One layer's gradients: dL/d of every value over time, (T, m) or (T, n), and of every parameter in total."""

    run: LayerTrace
    values: Mapping[str, Array]
    params: Mapping[str, Array]
    seeds: Mapping[str, Array]  # what the loss, or the layer above, reads by itself

    def terms(self, param: str) -> Array:
        """Return what each time step adds to a parameter's gradient, (T, *shape): the terms of the BPTT sum."""
        terms = np.zeros((len(self.values["x"]), *np.shape(self.run.layer.params[param])))
        for step, k in _uses(self.run.program, param):
            upstream = _felt(self.run, step, self.values)
            if step.op == "matmul":
                terms += upstream[:, :, None] * self.run.value(step.args[1])[:, None, :]  # (T, m, n)
            else:
                terms += upstream * slope(self.run, step, k)  # (T, m)
        return terms


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of a stack of layers, the first one nearest to the input."""

    layers: tuple[LayerGradients, ...]

    @property
    def x(self) -> Array:
        """What the loss feels of each number that was read, (T, n)."""
        return self.layers[0].values["x"]


def backward(trace: Trace, seeds: Mapping[str, Array], layer: int = -1) -> Gradients:
    """Send a loss backward through a run.

    `seeds` is what the loss reads by itself in one layer (the last unless given): dL/d of a value by
    name, (T, m), as if nothing followed from it. Layers above that one have gradients of 0.
    """
    found: list[LayerGradients] = []
    first = range(len(trace.layers))[layer]
    for k in reversed(range(len(trace.layers))):
        from_above = {"h": found[-1].values["x"]} if found else {}
        found.append(_back(trace.layers[k], seeds if k == first else from_above if k < first else {}))
    return Gradients(tuple(reversed(found)))


def jacobians(run: LayerTrace, state: str) -> Array:
    """Return d state at the last step / d state at each step, (T, m, m), by one walk for all m units at once.

    A row is a unit of the last step, a column a unit of step t. All ways count, also those through the other state.
    """
    steps, m = run.values[state].shape
    values = {name: np.zeros((steps, m, m)) for name in run.program.cell.state}
    values[state][-1] = np.eye(m)
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in values.items()}
    for name in recurrent(run.program) - set(values):
        rows[name] = [np.zeros((m, m))] * steps  # room for one time step, used again at each
    with np.errstate(over="ignore", invalid="ignore"):
        walk(run, rows, set(values))
    return values[state]


def step_jacobian(run: LayerTrace, t: int) -> Array:
    """Return d (all states at step t) / d (all states before it), (k m, k m) for k states, in the cell's order."""
    states = run.program.cell.state
    one = _cut(run, t)
    size = run.layer.m * len(states)
    whole = np.eye(size).reshape(size, len(states), run.layer.m)
    rows: dict[str, Sequence[Array]] = {name: [np.array(whole[:, k])] for k, name in enumerate(states)}
    for name in recurrent(run.program) - set(states):
        rows[name] = [np.zeros((size, run.layer.m))]
    with np.errstate(over="ignore", invalid="ignore"):
        walk(one, rows, set(states))
    return np.concatenate([rows[f"{name}_prev"][0] for name in states], axis=1)


def arriving(gradients: LayerGradients) -> Mapping[str, Array]:
    """Return what each state feels of the loss within its own step, (T, m): as if nothing were carried on."""
    run = gradients.run
    found = {state: np.zeros_like(run.values[state]) for state in run.program.cell.state}
    for t in range(len(run.values["x"])):
        if not any(seed[t].any() for seed in gradients.seeds.values()):
            continue
        here = _back(_cut(run, t), {name: seed[t : t + 1] for name, seed in gradients.seeds.items()})
        for state, array in found.items():
            array[t] = here.values[state][0]
    return found


def _cut(run: LayerTrace, t: int) -> LayerTrace:
    """Return one step of a run as a run of its own."""
    holds = tuple(replace(hold, since=0) for hold in run.layer.holds if hold.since <= t)
    return LayerTrace(replace(run.layer, holds=holds), {name: array[t : t + 1] for name, array in run.values.items()})


def slope(run: LayerTrace, step: Step, k: int) -> Array:
    """Return how fast a unit-wise step's result moves with its argument k, (T, m) or a number."""
    rule = OPS[step.op].slopes[k].rule
    return np.asarray(rule(run.values[step.name], *(run.value(arg) for arg in step.args)))


def _back(run: LayerTrace, seeds: Mapping[str, Array]) -> LayerGradients:
    values = {name: np.zeros_like(array) for name, array in run.values.items()}
    for name, seed in seeds.items():
        values[name] += seed
    with np.errstate(over="ignore", invalid="ignore"):
        walk(run, {name: list(array) for name, array in values.items()}, {*seeds, *run.program.cell.state})
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in values and arg not in recurrent(run.program):
                    values[arg] += _arrives(run, step, k, values)
        params = {name: _total(run, name, values) for name in run.program.params}
    for array in (*values.values(), *params.values()):
        array.setflags(write=False)
    return LayerGradients(run, MappingProxyType(values), MappingProxyType(params), seeds)


@dataclass(frozen=True, eq=False)
class _Hop:
    """One way back, from a step's result to one of its arguments, at every time step."""

    upstream: Sequence[Array]
    into: Sequence[Array]
    factor: Sequence[Array]
    matrix: Array | None
    adds: bool  # something has arrived before
    until: int  # from here on the step is held: nothing goes back


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
        for hop in hops:
            into = hop.into[t]
            if t >= hop.until:
                into *= hop.adds
            elif hop.matrix is None and not hop.adds:
                np.multiply(hop.upstream[t], hop.factor[t], out=into)
            elif hop.matrix is None:
                into += hop.upstream[t] * hop.factor[t]
            elif hop.adds:
                into += hop.upstream[t] @ hop.matrix
            else:
                np.matmul(hop.upstream[t], hop.matrix, out=into)


def _hops(run: LayerTrace, rows: Rows, begun: set[str]) -> list[_Hop]:
    hops, met = [], set(begun)
    for step in reversed(run.program.steps):
        for k, arg in enumerate(step.args):
            if arg not in recurrent(run.program):
                continue
            matrix = run.layer.params[step.args[0]] if step.op == "matmul" else None
            factor = (
                [] if step.op == "matmul" else list(np.broadcast_to(slope(run, step, k), run.values[step.name].shape))
            )
            hops.append(_Hop(rows[step.name], rows[arg], factor, matrix, arg in met, _held(run, step)))
            met.add(arg)
    return hops


def _held(run: LayerTrace, step: Step) -> int:
    """Return the time step from which a step's value is held by hand: it feels nothing of its arguments."""
    return min((hold.since for hold in run.layer.holds if hold.name == step.name), default=len(run.values["x"]))


def _felt(run: LayerTrace, step: Step, values: Mapping[str, Array]) -> Array:
    """Return what arrives at a step and can go further back, (T, m): nothing where the step is held."""
    until = _held(run, step)
    if until == len(run.values["x"]):
        return values[step.name]
    return np.concatenate([values[step.name][:until], np.zeros_like(values[step.name][until:])])


def _arrives(run: LayerTrace, step: Step, k: int, values: Mapping[str, Array]) -> Array:
    """Return what goes back from a step to its argument k, (T, m) or (T, n)."""
    upstream = _felt(run, step, values)
    if step.op == "matmul":
        return np.asarray(upstream @ run.layer.params[step.args[0]])
    return np.asarray(upstream * slope(run, step, k))


def _total(run: LayerTrace, param: str, values: Mapping[str, Array]) -> Array:
    total = np.zeros(np.shape(run.layer.params[param]))
    for step, k in _uses(run.program, param):
        if step.op == "matmul":
            total += _felt(run, step, values).T @ run.value(step.args[1])  # (m, T) @ (T, n)
        else:
            total += _arrives(run, step, k, values).sum(axis=0)
    return total


def _uses(program: Program, param: str) -> list[tuple[Step, int]]:
    """Return the steps that use a parameter, and as which argument."""
    return [(step, k) for step in program.steps for k, arg in enumerate(step.args) if arg == param]
