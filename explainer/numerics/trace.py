"""A stack of layers run over a sequence in float64, with every intermediate value stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explainer.cells.functions import matvec
from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Step
from explainer.numerics.layer import Hold, Layer, LayerTrace, check_layer, stored_values, unit_holds, whole_hold

__all__ = ["Hold", "Layer", "LayerTrace", "Trace", "output", "run_layer", "run_steps", "trace", "unit_holds",
           "whole_hold"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trace:
    """A run over T steps: one LayerTrace per layer, the first one nearest to the input."""

    layers: tuple[LayerTrace, ...]

    @property
    def x(self) -> Array:
        """The input sequence, (T, n), or the batch of them, (T, B, n)."""
        return self.layers[0].values["x"]

    @property
    def output(self) -> Array:
        """The last layer's h, (T, m) or (T, B, m)."""
        return self.layers[-1].values["h"]

    @property
    def params(self) -> list[Mapping[str, Array]]:
        """The parameters of each layer."""
        return [layer.layer.params for layer in self.layers]


def trace(layers: Sequence[Layer], x: Array) -> Trace:
    """Run the layers over x, (T, n) or a batch (T, B, n); the h of one is the x of the next.

    A layer can also read the states of the one below, as `c_below`. Raises ValueError where a shape does not fit, or
    where a batch is too large to store every value of it. Arrays in the result are read-only.
    """
    runs: list[LayerTrace] = []
    for layer in layers:
        runs.append(run_layer(layer, x, runs[-1].values if runs else None))
        x = runs[-1].values["h"]  # (T, m) or (T, B, m)
    return Trace(tuple(runs))


def output(layers: Sequence[Layer], x: Array) -> Array:
    """Run the layers as `trace` does and return the last one's h alone, (T, m) or (T, B, m); nothing else is stored."""
    lower: Mapping[str, Array] | None = None
    for layer in layers:
        lower = run_layer(layer, x, lower, lean=True).values
        x = lower["h"]
    return x


def run_layer(layer: Layer, x: Array, lower: Mapping[str, Array] | None, lean: bool = False) -> LayerTrace:
    """Run one layer over x as `trace` does, above one with the values `lower`; `lean` stores the needed ones alone."""
    x = np.array(x, dtype=np.float64)
    check_layer(layer, x)
    program, leading = layer.program, x.shape[:-1]  # (T,) or (T, B)
    shape = (*leading, layer.m)
    values = {"x": x} | {
        name: np.empty(shape if size == "m" else x.shape) for name, size in stored_values(program, lean).items()
    }
    values |= {f"{state}_below": _below(layer, state, lower, leading) for state in program.below}
    run = LayerTrace(layer, values)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):  # the states of a ReLU cell can grow to inf
        for step in program.steps:
            if step.name not in recurrent_values(program):
                _all_steps_at_once(run, step)
        run_steps(run)
    for array in values.values():
        array.setflags(write=False)
    return LayerTrace(layer, MappingProxyType(values))


def _below(layer: Layer, state: str, lower: Mapping[str, Array] | None, leading: tuple[int, ...]) -> Array:
    """Return a state of the layer below over time, (…, m); zeros for the first layer."""
    if lower is None:
        return np.zeros((*leading, layer.m))
    if state not in lower or lower[state].shape[-1] != layer.m:
        found = f"a {state} of {lower[state].shape[-1]} units" if state in lower else f"no {state}"
        raise ValueError(f"“{state}_below” reads {layer.m} units of {state}; the layer below has {found}.")
    return lower[state]


def _all_steps_at_once(run: LayerTrace, step: Step) -> None:
    """Compute a value that does not depend on the past, for all time steps."""
    array = run.values[step.name]
    array[...] = OPS[step.op].forward(*map(run.value, step.args))
    since, value = whole_hold(run.layer, step.name, len(array))
    array[since:] = value
    for hold in unit_holds(run.layer, step.name):
        array[hold.since :, ..., hold.unit] = hold.value


_Operation = tuple[Callable[..., Array], list[Sequence[Array]], Sequence[Array], int, float]
"""One operation at every time step: the function, its arguments, its result, the first held step and the held value."""
_Stack = tuple[Array, tuple[str, Array], list[str]]
"""The products of one past state as one: a buffer (…, k m), the past with its matrices (k m, m), and their names."""


def run_steps(run: LayerTrace) -> None:
    """Compute the values that depend on the past, one time step after the other, in place.

    Values that are not stored have a buffer for one step, used at every step.
    """
    steps = len(run.values["x"])
    stacks = _stacked_products(run)
    rows = _rows(run, stacks)
    operations = _operations(run, rows, stacks)
    for t in range(steps):
        for forward, args, into, since, value in operations:
            if t >= since:
                into[t].fill(value)
            elif len(args) == 1:
                forward(args[0][t], out=into[t])
            else:
                forward(args[0][t], args[1][t], out=into[t])
    for name in run.values.keys() & {f"{state}_prev" for state in run.program.cell.state}:
        run.values[name][...] = rows[name]
    for block, _, names in stacks:
        if names[0] in run.values:
            for name, part in zip(names, np.split(block, len(names), axis=-1), strict=True):
                run.values[name][...] = part


def _rows(run: LayerTrace, stacks: list[_Stack]) -> dict[str, Sequence[Array]]:
    """Return each value that changes over time as a list of its time steps, buffers and stacked products included."""
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in run.values.items()}
    for name in recurrent_values(run.program) - rows.keys():
        rows[name] = list(_buffer(run, run.layer.m, stored=False))
    for state in run.program.cell.state:
        first = run.layer.initial_state(state)  # (m,)
        if run.values["x"].ndim == 3:
            first = np.broadcast_to(first, rows[state][0].shape)  # (B, m)
        rows[f"{state}_prev"] = [first, *rows[state][:-1]]  # the state itself, one step earlier
    for block, _, names in stacks:
        for k, name in enumerate(names):
            rows[name] = list(block[..., k * run.layer.m : (k + 1) * run.layer.m])
    return rows


def _operations(run: LayerTrace, rows: Mapping[str, Sequence[Array]], stacks: list[_Stack]) -> list[_Operation]:
    """Return the operations of one time step in order, the stacked products first."""
    steps = len(run.values["x"])
    operations: list[_Operation] = [
        (matvec, [[matrix] * steps, rows[past]], list(block), steps, 0.0) for block, (past, matrix), _ in stacks
    ]
    stacked = {name for *_, names in stacks for name in names}
    for step in run.program.steps:
        if step.name in recurrent_values(run.program) - stacked:
            args: list[Sequence[Array]] = [rows.get(arg) or [run.value(arg)] * steps for arg in step.args]
            operations.append((OPS[step.op].forward, args, rows[step.name], *whole_hold(run.layer, step.name, steps)))
            operations += [_hold_unit(rows[step.name], hold) for hold in unit_holds(run.layer, step.name)]
    return operations


def _buffer(run: LayerTrace, size: int, stored: bool) -> Array:
    """Return an empty array for `size` units at each time step, or one step's array repeated as a view for all."""
    steps, *batch = run.values["x"].shape[:-1]
    if stored:
        return np.empty((steps, *batch, size))
    single = np.empty((*batch, size))
    return np.lib.stride_tricks.as_strided(single, (steps, *single.shape), (0, *single.strides))


def _hold_unit(row: Sequence[Array], hold: Hold) -> _Operation:
    """Return the operation that sets one unit after its step; before it is held it is copied onto itself."""
    unit = [array[..., hold.unit] for array in row]
    return np.positive, [unit], unit, hold.since, hold.value


def _stacked_products(run: LayerTrace) -> list[_Stack]:
    """Return the products that can be computed as one for each past state: those without holds."""
    groups: dict[str, dict[str, Array]] = {}
    pasts = {f"{state}_prev" for state in run.program.cell.state}
    for step in run.program.steps:
        free = all(hold.name != step.name for hold in run.layer.holds)
        if step.op == "matmul" and step.args[1] in pasts and free:
            groups.setdefault(step.args[1], {})[step.name] = run.layer.params[step.args[0]]
    several = {past: found for past, found in groups.items() if len(found) > 1 and next(iter(found.values())).ndim == 2}
    return [
        (_buffer(run, len(found) * run.layer.m, stored=next(iter(found)) in run.values),
         (past, np.concatenate(list(found.values()))), list(found))
        for past, found in several.items()
    ]  # fmt: skip
