"""The layer: a program with its parameters, what is held of it by hand, and what it needs to be run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from explainer.cells.memory import recurrent
from explainer.cells.primitives import Array
from explainer.cells.program import Program, is_number

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

    Where a batch was read they are (T, B, m) or (T, B, n). Where the cell reads the states of the layer below, they are
    there too, as `c_below`.
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


def held(layer: Layer, name: str, steps: int) -> tuple[int, float]:
    """Return from which time step on all units of a value are held, and at what; past the end where they are not."""
    whole = (hold for hold in reversed(layer.holds) if hold.name == name and hold.unit is None)
    return next(((hold.since, hold.value) for hold in whole), (steps, 0.0))


def units_held(layer: Layer, name: str) -> list[Hold]:
    """Return what holds single units of a value, in the order in which it is set."""
    return [hold for hold in layer.holds if hold.name == name and hold.unit is not None] if layer.holds else []


@lru_cache(maxsize=128)
def keeps(program: Program, lean: bool) -> Mapping[str, str]:
    """Name what a run keeps for all time steps, with its size: everything, or what is needed to go on."""
    pasts = {} if lean else {f"{state}_prev": "m" for state in program.cell.state}
    needed = {*program.cell.state} | ({step.name for step in program.steps} - recurrent(program))
    return pasts | {step.name: step.size for step in program.steps if not lean or step.name in needed}


def check(layer: Layer, x: Array) -> None:
    """Check that the parameters, the starts and x fit each other; raises ValueError."""
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
    each = x.shape[-1] + sum({"m": layer.m, "n": x.shape[-1]}[size] for size in keeps(layer.program, False).values())
    whole = each * x.shape[0] * x.shape[1]
    if whole > MOST_KEPT:
        fewer = max(1, MOST_KEPT * x.shape[1] // whole)
        raise ValueError(
            f"{x.shape[1]:,} sequences of {len(x):,} steps come to {whole:,} numbers in one layer; {MOST_KEPT:,} is "
            f"the most, so read {fewer:,} of them at a time."
        )
