"""The trace: a stack of cells run over a sequence in float64, every intermediate value kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from explainer.memory import recurrent
from explainer.ops import OPS, Array, product
from explainer.program import Program, Step, is_number

MOST_KEPT = 2**27  # numbers that one layer's run may keep: a gigabyte


@dataclass(frozen=True)
class Hold:
    """A value that is held from a step on, counted from 0, whatever its equation says; in one unit, or in all."""

    name: str
    since: int
    value: float
    unit: int | None = None


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

    Where a batch was read they are (T, B, m) or (T, B, n).
    """

    layer: Layer
    values: Mapping[str, Array]

    @property
    def program(self) -> Program:
        """The program that was run."""
        return self.layer.program

    def value(self, name: str) -> Array:
        """Return what `name` was: (T, m) or (T, B, m) if it changes over time, else a parameter or a number."""
        if is_number(name):
            return np.float64(name)  # type: ignore[return-value]
        return self.values[name] if name in self.values else self.layer.params[name]


@dataclass(frozen=True, eq=False)
class Trace:
    """A run over T steps: one LayerTrace per layer, the first one nearest to the input."""

    layers: tuple[LayerTrace, ...]

    @property
    def x(self) -> Array:
        """The sequence that was read, (T, n), or the batch of them, (T, B, n)."""
        return self.layers[0].values["x"]

    @property
    def output(self) -> Array:
        """What the last layer shows, (T, m) or (T, B, m)."""
        return self.layers[-1].values["h"]


def trace(layers: Sequence[Layer], x: Array) -> Trace:
    """Run the layers over x, (T, n) or a batch (T, B, n); the h of one is the x of the next.

    Raises ValueError where a shape does not fit, or where a batch is too large to keep every value of it. Arrays in
    the result cannot be written to.
    """
    kept = []
    for layer in layers:
        kept.append(_run(layer, x))
        x = kept[-1].values["h"]  # (T, m) or (T, B, m)
    return Trace(tuple(kept))


def output(layers: Sequence[Layer], x: Array) -> Array:
    """Run the layers as `trace` does and return what the last one shows, (T, m) or (T, B, m); nothing else is kept."""
    for layer in layers:
        x = _run(layer, x, lean=True).values["h"]
    return x


def _run(layer: Layer, x: Array, lean: bool = False) -> LayerTrace:
    x = np.array(x, dtype=np.float64)
    _check(layer, x)
    program, room = layer.program, x.shape[:-1]  # (T,) or (T, B)
    wide = (*room, layer.m)
    values = {"x": x} | {
        name: np.empty(wide if size == "m" else x.shape) for name, size in _kept(program, lean).items()
    }
    run = LayerTrace(layer, values)
    with np.errstate(over="ignore", invalid="ignore"):  # a rectifier may run away: inf is the true answer
        for step in program.steps:
            if step.name not in recurrent(program):
                _at_once(run, step)
        walk(run)
    for array in values.values():
        array.setflags(write=False)
    return LayerTrace(layer, MappingProxyType(values))


@lru_cache(maxsize=128)
def _kept(program: Program, lean: bool) -> Mapping[str, str]:
    """Name what a run keeps for all time steps, with its size: everything, or what is needed to go on."""
    pasts = {} if lean else {f"{state}_prev": "m" for state in program.cell.state}
    needed = {*program.cell.state} | ({step.name for step in program.steps} - recurrent(program))
    return pasts | {step.name: step.size for step in program.steps if not lean or step.name in needed}


def _at_once(run: LayerTrace, step: Step) -> None:
    """Compute for all time steps what does not depend on the past."""
    array = run.values[step.name]
    array[...] = OPS[step.op].forward(*map(run.value, step.args))
    since, value = held(run.layer, step.name, len(array))
    array[since:] = value
    for hold in units_held(run.layer, step.name):
        array[hold.since :, ..., hold.unit] = hold.value


_Work = tuple[Callable[..., Array], list[Sequence[Array]], Sequence[Array], int, float]
"""One operation at every time step: how, of what, into what, and from when it is held at which value."""


def walk(run: LayerTrace) -> None:
    """Compute time step after time step what depends on the past; what is not kept has room for one step."""
    steps, states = len(run.values["x"]), run.program.cell.state
    rows = {name: list(array) for name, array in run.values.items()}
    for name in recurrent(run.program) - rows.keys():
        rows[name] = list(_room(run, run.layer.m, kept=False))
    for state in states:
        first = run.layer.start(state)  # (m,)
        if run.values["x"].ndim == 3:
            first = np.broadcast_to(first, rows[state][0].shape)  # (B, m)
        rows[f"{state}_prev"] = [first, *rows[state][:-1]]  # the state itself, a step ago
    stacks = _stacks(run)
    for block, _, names in stacks:
        for k, name in enumerate(names):
            rows[name] = list(block[..., k * run.layer.m : (k + 1) * run.layer.m])
    work: list[_Work] = [
        (product, [[matrix] * steps, rows[past]], list(block), steps, 0.0) for block, (past, matrix), _ in stacks
    ]
    together = {name for *_, names in stacks for name in names}
    for step in run.program.steps:
        if step.name in recurrent(run.program) - together:
            args = [rows.get(arg) or [run.value(arg)] * steps for arg in step.args]
            work.append((OPS[step.op].forward, args, rows[step.name], *held(run.layer, step.name, steps)))
            work += [_touch(rows[step.name], hold) for hold in units_held(run.layer, step.name)]
    for t in range(steps):
        for forward, args, into, since, value in work:
            if t >= since:
                into[t].fill(value)
            elif len(args) == 1:
                forward(args[0][t], out=into[t])
            else:
                forward(args[0][t], args[1][t], out=into[t])
    for name in run.values.keys() & {f"{state}_prev" for state in states}:
        run.values[name][...] = rows[name]
    for block, _, names in stacks:
        if names[0] in run.values:
            for name, part in zip(names, np.split(block, len(names), axis=-1), strict=True):
                run.values[name][...] = part


def _room(run: LayerTrace, size: int, kept: bool) -> Array:
    """Make room for `size` units at each time step, or for one time step that is used again at each."""
    steps, *batch = run.values["x"].shape[:-1]
    if kept:
        return np.empty((steps, *batch, size))
    once = np.empty((*batch, size))
    return np.lib.stride_tricks.as_strided(once, (steps, *once.shape), (0, *once.strides))


def _touch(row: Sequence[Array], hold: Hold) -> _Work:
    """Return the work of setting one unit after its step: until it is held it stays what it is."""
    unit = [array[..., hold.unit] for array in row]
    return np.positive, [unit], unit, hold.since, hold.value


def _stacks(run: LayerTrace) -> list[tuple[Array, tuple[str, Array], list[str]]]:
    """Gather the products of one past state into one: room for all (…, k m), the past and its matrices, their names."""
    groups: dict[str, dict[str, Array]] = {}
    for step in run.program.steps:
        free = all(hold.name != step.name for hold in run.layer.holds)
        if step.op == "matmul" and step.args[1].endswith("_prev") and free:
            groups.setdefault(step.args[1], {})[step.name] = run.layer.params[step.args[0]]
    several = {past: found for past, found in groups.items() if len(found) > 1 and next(iter(found.values())).ndim == 2}
    return [
        (_room(run, len(found) * run.layer.m, kept=next(iter(found)) in run.values),
         (past, np.concatenate(list(found.values()))), list(found))
        for past, found in several.items()
    ]  # fmt: skip


def held(layer: Layer, name: str, steps: int) -> tuple[int, float]:
    """Return from which time step on all units of a value are held, and at what; past the end where they are not."""
    whole = (hold for hold in reversed(layer.holds) if hold.name == name and hold.unit is None)
    return next(((hold.since, hold.value) for hold in whole), (steps, 0.0))


def units_held(layer: Layer, name: str) -> list[Hold]:
    """Return what holds single units of a value, in the order in which it is set."""
    return [hold for hold in layer.holds if hold.name == name and hold.unit is not None] if layer.holds else []


def _check(layer: Layer, x: Array) -> None:
    if x.ndim not in (2, 3) or 0 in x.shape[:-1]:
        raise ValueError(
            f"x has shape {x.shape}; a sequence is (T, n) and a batch (T, B, n), with T and B of 1 or more."
        )
    if x.ndim == 3:
        _check_batch(layer, x)
    sizes = {"n": x.shape[-1], "m": layer.m}
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


def _check_batch(layer: Layer, x: Array) -> None:
    each = x.shape[-1] + sum({"m": layer.m, "n": x.shape[-1]}[size] for size in _kept(layer.program, False).values())
    whole = each * x.shape[0] * x.shape[1]
    if whole > MOST_KEPT:
        fewer = max(1, MOST_KEPT * x.shape[1] // whole)
        raise ValueError(
            f"{x.shape[1]:,} sequences of {len(x):,} steps come to {whole:,} numbers in one layer; {MOST_KEPT:,} is "
            f"the most, so read {fewer:,} of them at a time."
        )
