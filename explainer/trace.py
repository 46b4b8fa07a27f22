"""The trace: a stack of cells run over a sequence in float64, every intermediate value kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from explainer.memory import recurrent
from explainer.ops import OPS, Array, product
from explainer.program import Program, Step, is_number


@dataclass(frozen=True)
class Hold:
    """A value that is held from a step on, counted from 0, whatever its equation says."""

    name: str
    since: int
    value: float


@dataclass(frozen=True, eq=False)
class Layer:
    """A program with its parameters by name, the states it starts from (zeros unless given) and what is held."""

    program: Program
    params: Mapping[str, Array]
    state: Mapping[str, Array] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return len(self.params[next(iter(self.program.params))])

    def start(self, state: str) -> Array:
        """Return what `state` is before the first step, (m,)."""
        return np.asarray(self.state.get(state, np.zeros(self.m)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer's run: `values` holds x, every past state and every step's result, (T, m) or (T, n).

    Where the cell reads the states of the layer below, they are there too, as `c_below`.
    """

    layer: Layer
    values: Mapping[str, Array]

    @property
    def program(self) -> Program:
        """The program that was run."""
        return self.layer.program

    def value(self, name: str) -> Array:
        """Return what `name` was: (T, m) if it changes over time, else a parameter or a number."""
        if is_number(name):
            return np.float64(name)  # type: ignore[return-value]
        return self.values[name] if name in self.values else self.layer.params[name]


@dataclass(frozen=True, eq=False)
class Trace:
    """A run over T steps: one LayerTrace per layer, the first one nearest to the input."""

    layers: tuple[LayerTrace, ...]

    @property
    def x(self) -> Array:
        """The sequence that was read, (T, n)."""
        return self.layers[0].values["x"]

    @property
    def output(self) -> Array:
        """What the last layer shows, (T, m)."""
        return self.layers[-1].values["h"]


def trace(layers: Sequence[Layer], x: Array) -> Trace:
    """Run the layers over x (T, n); the h of one is the x of the next, and its states are what that finds below.

    Raises ValueError where a shape does not fit. Arrays in the result cannot be written to.
    """
    kept: list[LayerTrace] = []
    for layer in layers:
        kept.append(_run(layer, x, kept[-1].values if kept else None))
        x = kept[-1].values["h"]  # (T, m)
    return Trace(tuple(kept))


def _run(layer: Layer, x: Array, lower: Mapping[str, Array] | None) -> LayerTrace:
    x = np.array(x, dtype=np.float64)
    _check(layer, x)
    program = layer.program
    values = {"x": x} | {f"{state}_prev": np.empty((len(x), layer.m)) for state in program.cell.state}
    values |= {f"{state}_below": _below(layer, state, lower, len(x)) for state in program.below}
    for step in program.steps:
        values[step.name] = np.empty((len(x), layer.m if step.size == "m" else x.shape[1]))
    run = LayerTrace(layer, values)
    with np.errstate(over="ignore", invalid="ignore"):  # a rectifier may run away: inf is the true answer
        for step in program.steps:
            if step.name not in recurrent(program):
                _at_once(run, step)
        walk(run)
    for array in values.values():
        array.setflags(write=False)
    return LayerTrace(layer, MappingProxyType(values))


def _below(layer: Layer, state: str, lower: Mapping[str, Array] | None, steps: int) -> Array:
    """Return a state of the layer below over time, (T, m); there is nothing below the first layer: zeros."""
    if lower is None:
        return np.zeros((steps, layer.m))
    if state not in lower or lower[state].shape != (steps, layer.m):
        found = f"a {state} of {lower[state].shape[1]} units" if state in lower else f"no {state}"
        raise ValueError(f"“{state}_below” reads {layer.m} units of {state}; the layer below has {found}.")
    return lower[state]


def _at_once(run: LayerTrace, step: Step) -> None:
    """Compute for all time steps what does not depend on the past."""
    array = run.values[step.name]
    array[...] = OPS[step.op].forward(*map(run.value, step.args))
    since, value = held(run.layer, step.name, len(array))
    array[since:] = value


_Work = tuple[Callable[..., Array], list[Sequence[Array]], Sequence[Array], int, float]
"""One operation at every time step: how, of what, into what, and from when it is held at which value."""


def walk(run: LayerTrace) -> None:
    """Compute time step after time step what depends on the past."""
    steps = len(run.values["x"])
    rows = {name: list(array) for name, array in run.values.items()}
    states = run.program.cell.state
    for state in states:
        rows[f"{state}_prev"] = [run.layer.start(state), *rows[state][:-1]]  # the state itself, a step ago
    stacks = _stacks(run)
    for block, _, names in stacks:
        for k, name in enumerate(names):
            rows[name] = list(block[:, k * run.layer.m : (k + 1) * run.layer.m])
    work: list[_Work] = [
        (product, [[matrix] * steps, rows[past]], list(block), steps, 0.0) for block, (past, matrix), _ in stacks
    ]
    together = {name for *_, names in stacks for name in names}
    work += [
        (OPS[step.op].forward, [rows.get(arg) or [run.value(arg)] * steps for arg in step.args], rows[step.name],
         *held(run.layer, step.name, steps))
        for step in run.program.steps if step.name in recurrent(run.program) - together
    ]  # fmt: skip
    for t in range(steps):
        for forward, args, into, since, value in work:
            if t >= since:
                into[t].fill(value)
            elif len(args) == 1:
                forward(args[0][t], out=into[t])
            else:
                forward(args[0][t], args[1][t], out=into[t])
    for state in states:
        run.values[f"{state}_prev"][...] = rows[f"{state}_prev"]
    for block, _, names in stacks:
        for name, part in zip(names, np.split(block, len(names), axis=1), strict=True):
            run.values[name][...] = part


def _stacks(run: LayerTrace) -> list[tuple[Array, tuple[str, Array], list[str]]]:
    """Gather the products of one past state into one: room for all (T, k m), the past and its matrices, their names."""
    groups: dict[str, dict[str, Array]] = {}
    pasts = {f"{state}_prev" for state in run.program.cell.state}
    for step in run.program.steps:
        free = all(hold.name != step.name for hold in run.layer.holds)
        if step.op == "matmul" and step.args[1] in pasts and free:
            groups.setdefault(step.args[1], {})[step.name] = run.layer.params[step.args[0]]
    several = {past: found for past, found in groups.items() if len(found) > 1 and next(iter(found.values())).ndim == 2}
    steps, m = len(run.values["x"]), run.layer.m
    return [
        (np.empty((steps, len(found) * m)), (past, np.concatenate(list(found.values()))), list(found))
        for past, found in several.items()
    ]


def held(layer: Layer, name: str, steps: int) -> tuple[int, float]:
    """Return from which time step on a value is held by hand, and at what; past the end where it is not."""
    return next(((hold.since, hold.value) for hold in reversed(layer.holds) if hold.name == name), (steps, 0.0))


def _check(layer: Layer, x: Array) -> None:
    if x.ndim != 2 or not len(x):
        raise ValueError(f"x has shape {x.shape}; a sequence is (T, n) with T of 1 or more.")
    sizes = {"n": x.shape[1], "m": layer.m}
    for name, letters in layer.program.params.items():
        wanted = tuple(sizes[letter] for letter in letters)
        found = np.shape(layer.params[name]) if name in layer.params else None
        if letters == ("m", "n") and found and found[0] == layer.m and found != wanted:
            raise ValueError(f"x has {sizes['n']} numbers at each step; “{name}” is made for {found[1]}.")
        if found != wanted:
            raise ValueError(f"“{name}” has shape {found}; here it is {wanted}.")
    for state in layer.program.cell.state:
        if layer.start(state).shape != (layer.m,):
            raise ValueError(f"“{state}” starts with shape {layer.start(state).shape}; here it is ({layer.m},).")
