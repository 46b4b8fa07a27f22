"""The backward pass: what every value of a run did to a loss, by the chain rule, step by step from the last.

Backpropagation through time (Werbos 1990) over a program's steps. Only what depends on the past is
walked one time step after the other; the rest follows for all steps at once.
"""

from collections.abc import Callable, Mapping, Sequence
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
        terms: Array = np.zeros((len(self.values["x"]), *np.shape(self.run.layer.params[param])))
        with np.errstate(over="ignore", invalid="ignore"):
            for step, k in _uses(self.run.program, param):
                if terms.ndim == 3:
                    vector = self.run.value(step.args[1])  # (T, n), or (n,) where it is a parameter itself
                    terms += _felt(self.run, step, self.values)[:, :, None] * vector[..., None, :]  # (T, m, n)
                else:
                    terms += _arrives(self.run, step, k, self.values)  # (T, m)
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
    return all_jacobians(run, (state,))[state]


def all_jacobians(run: LayerTrace, wanted: Sequence[str]) -> dict[str, Array]:
    """Return the Jacobians of several states, each with respect to itself, by a single walk: (T, m, m) by name."""
    steps, m = run.values[wanted[0]].shape
    values = {name: np.zeros((steps, len(wanted) * m, m)) for name in run.program.cell.state}
    for k, state in enumerate(wanted):
        values[state][-1, k * m : (k + 1) * m] = np.eye(m)
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in values.items()}
    rooms(run, rows, lambda: [np.zeros((len(wanted) * m, m))] * steps)  # room for one time step, used again at each
    with np.errstate(over="ignore", invalid="ignore"):
        walk(run, rows, set(values))
    return {state: values[state][:, k * m : (k + 1) * m] for k, state in enumerate(wanted)}


def step_jacobian(run: LayerTrace, t: int) -> Array:
    """Return d (all states at step t) / d (all states before it), (k m, k m) for k states, in the cell's order."""
    states = run.program.cell.state
    one = _cut(run, t)
    size = run.layer.m * len(states)
    whole = np.eye(size).reshape(size, len(states), run.layer.m)
    rows: dict[str, Sequence[Array]] = {name: [np.array(whole[:, k])] for k, name in enumerate(states)}
    rooms(one, rows, lambda: [np.zeros((size, run.layer.m))])
    with np.errstate(over="ignore", invalid="ignore"):
        walk(one, rows, set(states))
    return np.concatenate([rows[f"{name}_prev"][0] for name in states], axis=1)


def arriving(gradients: LayerGradients) -> Mapping[str, Array]:
    """Return what each state feels of the loss within its own step, (T, m): as if nothing were carried on."""
    run = gradients.run
    found = {name: np.zeros_like(array) for name, array in run.values.items()}
    for name, seed in gradients.seeds.items():
        found[name] += seed
    with np.errstate(over="ignore", invalid="ignore"):
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in found:
                    found[arg] += _arrives(run, step, k, found)
    return {state: found[state] for state in run.program.cell.state}


def rooms(run: LayerTrace, rows: dict[str, Sequence[Array]], make: Callable[[], Sequence[Array]]) -> None:
    """Make room for what a walk meets beside the states; what shares a gradient shares its room."""
    shared = _shared(run, set(run.program.cell.state))
    for name in _order(run.program):
        if name in recurrent(run.program) and name not in rows:
            rows[name] = rows[shared[name]] if name in shared else make()


def _cut(run: LayerTrace, t: int) -> LayerTrace:
    """Return one step of a run as a run of its own."""
    holds = tuple(replace(hold, since=0) for hold in run.layer.holds if hold.since <= t)
    return LayerTrace(replace(run.layer, holds=holds), {name: array[t : t + 1] for name, array in run.values.items()})


def slope(run: LayerTrace, step: Step, k: int) -> Array:
    """Return how fast a unit-wise step's result moves with its argument k, (T, m) or a number."""
    rule = OPS[step.op].slopes[k].rule
    return np.asarray(rule(run.values[step.name], *(run.value(arg) for arg in step.args)))


def _back(run: LayerTrace, seeds: Mapping[str, Array]) -> LayerGradients:
    begun = {*seeds, *run.program.cell.state}
    shared = _shared(run, begun)
    values: dict[str, Array] = {}
    for name in _order(run.program):
        values[name] = values[shared[name]] if name in shared else np.zeros_like(run.values[name])
    for name, seed in seeds.items():
        values[name] += seed
    with np.errstate(over="ignore", invalid="ignore"):
        rows = {name: list(values[name]) for name in recurrent(run.program) | set(run.program.cell.state)}
        walk(run, rows, begun)
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in values and arg not in recurrent(run.program) and arg not in shared:
                    values[arg] += _arrives(run, step, k, values)
        params = {name: _total(run, name, values) for name in run.program.params}
    for array in (*values.values(), *params.values()):
        array.setflags(write=False)
    return LayerGradients(run, MappingProxyType(values), MappingProxyType(params), seeds)


def _order(program: Program) -> list[str]:
    """Name every value over time, each after all that it goes into."""
    return [*(step.name for step in reversed(program.steps)), "x", *(f"{state}_prev" for state in program.cell.state)]


def _shared(run: LayerTrace, begun: set[str]) -> dict[str, str]:
    """Name what goes into one sum and nowhere else, with that sum: both feel the very same, so one array will do."""
    uses: dict[str, list[Step]] = {}
    for step in run.program.steps:
        for k, arg in enumerate(step.args):
            passes = (step.op in ("add", "same") or (step.op == "sub" and k == 0)) and _held(run, step) == len(
                run.values["x"]
            )
            uses.setdefault(arg, []).append(step if passes else _NOWHERE)
    alone = {arg: steps[0].name for arg, steps in uses.items() if len(steps) == 1 and steps[0] is not _NOWHERE}
    sizes = {step.name: step.size for step in run.program.steps}
    return {arg: name for arg, name in alone.items() if arg in sizes and arg not in begun and sizes[arg] == sizes[name]}


_NOWHERE = Step("", "", (), "", "")


_Hop = tuple[Callable[..., Array], Sequence[Array], Sequence[Array], Sequence[Array], bool, int]
"""One way back at every time step: how, from where, times what, to where, whether it adds, until when (held)."""


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
            if t >= until:
                into[t][...] *= adds
            elif adds:
                into[t][...] += send(upstream[t], factor[t])
            else:
                send(upstream[t], factor[t], out=into[t])


def _hops(run: LayerTrace, rows: Rows, begun: set[str]) -> list[_Hop]:
    hops, met = [], set(begun)
    shared = _shared(run, begun)
    for step in reversed(run.program.steps):
        for k, arg in enumerate(step.args):
            if arg not in recurrent(run.program) or arg in shared:
                continue
            send, factor = _sending(run, step, k)
            hops.append((send, rows[step.name], factor, rows[arg], arg in met, _held(run, step)))
            met.add(arg)
    return hops


def _sending(run: LayerTrace, step: Step, k: int) -> tuple[Callable[..., Array], Sequence[Array]]:
    """Return how a step sends to its argument k, and by which factor at each time step: a slope, or the matrix."""
    steps = len(run.values["x"])
    if step.op == "matmul":
        return np.matmul, [run.layer.params[step.args[0]]] * steps
    return np.multiply, list(np.broadcast_to(slope(run, step, k), run.values[step.name].shape))


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
    total: Array = np.zeros_like(run.layer.params[param])
    for step, k in _uses(run.program, param):
        if total.ndim == 2:
            vectors = np.broadcast_to(run.value(step.args[1]), (len(values["x"]), total.shape[1]))
            total += _felt(run, step, values).T @ vectors  # (m, T) @ (T, n)
        else:
            total += _arrives(run, step, k, values).sum(axis=0)
    return total


def _uses(program: Program, param: str) -> list[tuple[Step, int]]:
    """Return the steps that use a parameter, and as which argument."""
    return [(step, k) for step in program.steps for k, arg in enumerate(step.args) if arg == param]
