"""The trace: a stack of cells run over a sequence in float64, every intermediate value kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explainer.cells.memory import recurrent
from explainer.cells.primitives import OPS, Array, product
from explainer.cells.program import Step
from explainer.numerics.layer import Hold, Layer, LayerTrace, check, held, keeps, units_held

__all__ = ["Hold", "Layer", "LayerTrace", "Trace", "held", "output", "trace", "units_held", "walk"]


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

    @property
    def params(self) -> list[Mapping[str, Array]]:
        """The parameters of each layer."""
        return [layer.layer.params for layer in self.layers]


def trace(layers: Sequence[Layer], x: Array) -> Trace:
    """Run the layers over x, (T, n) or a batch (T, B, n); the h of one is the x of the next.

    The states of one are what the next finds below. Raises ValueError where a shape does not fit, or where a batch is
    too large to keep every value of it. Arrays in the result cannot be written to.
    """
    kept: list[LayerTrace] = []
    for layer in layers:
        kept.append(_run(layer, x, kept[-1].values if kept else None))
        x = kept[-1].values["h"]  # (T, m) or (T, B, m)
    return Trace(tuple(kept))


def output(layers: Sequence[Layer], x: Array) -> Array:
    """Run the layers as `trace` does and return what the last one shows, (T, m) or (T, B, m); nothing else is kept."""
    lower: Mapping[str, Array] | None = None
    for layer in layers:
        lower = _run(layer, x, lower, lean=True).values
        x = lower["h"]
    return x


def _run(layer: Layer, x: Array, lower: Mapping[str, Array] | None, lean: bool = False) -> LayerTrace:
    x = np.array(x, dtype=np.float64)
    check(layer, x)
    program, room = layer.program, x.shape[:-1]  # (T,) or (T, B)
    wide = (*room, layer.m)
    values = {"x": x} | {
        name: np.empty(wide if size == "m" else x.shape) for name, size in keeps(program, lean).items()
    }
    values |= {f"{state}_below": _below(layer, state, lower, room) for state in program.below}
    run = LayerTrace(layer, values)
    with np.errstate(over="ignore", invalid="ignore"):  # a rectifier may run away: inf is the true answer
        for step in program.steps:
            if step.name not in recurrent(program):
                _at_once(run, step)
        walk(run)
    for array in values.values():
        array.setflags(write=False)
    return LayerTrace(layer, MappingProxyType(values))


def _below(layer: Layer, state: str, lower: Mapping[str, Array] | None, room: tuple[int, ...]) -> Array:
    """Return a state of the layer below over time, (…, m); there is nothing below the first layer: zeros."""
    if lower is None:
        return np.zeros((*room, layer.m))
    if state not in lower or lower[state].shape[-1] != layer.m:
        found = f"a {state} of {lower[state].shape[-1]} units" if state in lower else f"no {state}"
        raise ValueError(f"“{state}_below” reads {layer.m} units of {state}; the layer below has {found}.")
    return lower[state]


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
            operands: list[Sequence[Array]] = [rows.get(arg) or [run.value(arg)] * steps for arg in step.args]
            work.append((OPS[step.op].forward, operands, rows[step.name], *held(run.layer, step.name, steps)))
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
    pasts = {f"{state}_prev" for state in run.program.cell.state}
    for step in run.program.steps:
        free = all(hold.name != step.name for hold in run.layer.holds)
        if step.op == "matmul" and step.args[1] in pasts and free:
            groups.setdefault(step.args[1], {})[step.name] = run.layer.params[step.args[0]]
    several = {past: found for past, found in groups.items() if len(found) > 1 and next(iter(found.values())).ndim == 2}
    return [
        (_room(run, len(found) * run.layer.m, kept=next(iter(found)) in run.values),
         (past, np.concatenate(list(found.values()))), list(found))
        for past, found in several.items()
    ]  # fmt: skip
