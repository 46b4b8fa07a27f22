"""The trace: a stack of cells run over a sequence in float64, every intermediate value kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from explainer.ops import OPS, Array
from explainer.program import Program, is_number


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
    """One layer's run: `values` holds x, every past state and every step's result, (T, m) or (T, n)."""

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
    """Run the layers over x (T, n); the h of one is the x of the next.

    Raises ValueError where a shape does not fit. Arrays in the result cannot be written to.
    """
    kept = []
    for layer in layers:
        kept.append(_run(layer, x))
        x = kept[-1].values["h"]  # (T, m)
    return Trace(tuple(kept))


def _run(layer: Layer, x: Array) -> LayerTrace:
    x = np.array(x, dtype=np.float64)
    _check(layer, x)
    program = layer.program
    values = {"x": x} | {f"{state}_prev": np.empty((len(x), layer.m)) for state in program.cell.state}
    sizes = {step.name: layer.m if step.size == "m" else x.shape[1] for step in program.steps}
    values |= {name: np.empty((len(x), size)) for name, size in sizes.items()}
    now = dict(layer.params) | {arg: np.float64(arg) for step in program.steps for arg in step.args if is_number(arg)}
    now |= {f"{name}_prev": layer.start(name) for name in program.cell.state}
    work = [(step.name, OPS[step.op].forward, step.args) for step in program.steps]
    with np.errstate(over="ignore", invalid="ignore"):  # a rectifier may run away: inf is the true answer
        for t in range(len(x)):
            now["x"] = x[t]
            held = {hold.name: hold.value for hold in layer.holds if hold.since <= t}
            for name, forward, args in work:
                now[name] = np.full(sizes[name], held[name]) if name in held else forward(*[now[arg] for arg in args])
            for name, array in values.items():
                array[t] = now[name]
            for name in program.cell.state:
                now[f"{name}_prev"] = now[name]
    for array in values.values():
        array.setflags(write=False)
    return LayerTrace(layer, MappingProxyType(values))


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
