"""A layer: a program with its parameters and held values, and its run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import Array
from explainer.cells.program import Program, is_number

MOST_NUMBERS = 2**27  # numbers that one layer's run may store: a gigabyte


@dataclass(frozen=True)
class Hold:
    """A value that is held fixed from a step on, counted from 0, instead of its equation; in one unit, or in all."""

    name: str
    since: int
    value: float
    unit: int | None = None


@dataclass(frozen=True, eq=False)
class Layer:
    """A program with its parameters by name, its initial states (zeros unless given) and held values.

    An initial state is (m,), or (B, m) for a batch whose sequences have different ones.
    """

    program: Program
    params: Mapping[str, Array]
    state: Mapping[str, Array] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return len(self.params[next(iter(self.program.params))])

    def initial_state(self, state: str) -> Array:
        """Return a state before the first step, (m,) or (B, m)."""
        return np.asarray(self.state.get(state, np.zeros(self.m)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer's run: `values` holds x, every past state and every step's result, (T, m) or (T, n).

    For a batch they are (T, B, m) or (T, B, n). Where the cell reads the states of the layer below, they are
    there too, as `c_below`.
    """

    layer: Layer
    values: Mapping[str, Array]

    @property
    def program(self) -> Program:
        """The program that was run."""
        return self.layer.program

    def value(self, name: str) -> Array:
        """Return a value by name: (T, m) or (T, B, m) if it changes over time, else a parameter or a number."""
        if is_number(name):
            return np.float64(name)  # type: ignore[return-value]
        return self.values[name] if name in self.values else self.layer.params[name]


def whole_hold(layer: Layer, name: str, steps: int) -> tuple[int, float]:
    """Return the time step from which all units of a value are held, and at what; `steps` where they are not."""
    whole = (hold for hold in reversed(layer.holds) if hold.name == name and hold.unit is None)
    return next(((hold.since, hold.value) for hold in whole), (steps, 0.0))


def unit_holds(layer: Layer, name: str) -> list[Hold]:
    """Return the holds of single units of a value, in the order in which they are applied."""
    return [hold for hold in layer.holds if hold.name == name and hold.unit is not None] if layer.holds else []


@lru_cache(maxsize=128)
def stored_values(program: Program, lean: bool) -> Mapping[str, str]:
    """Return the values that a run stores for all time steps, with their sizes; only the needed ones where `lean`."""
    pasts = {} if lean else {f"{state}_prev": "m" for state in program.cell.state}
    needed = {*program.cell.state} | ({step.name for step in program.steps} - recurrent_values(program))
    return pasts | {step.name: step.size for step in program.steps if not lean or step.name in needed}


def check_layer(layer: Layer, x: Array) -> None:
    """Check that the parameters, the initial states and x fit each other; raises ValueError."""
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
            raise ValueError(f"x has {sizes['n']} numbers at each step; “{name}” takes {found[1]}.")
        if found != wanted:
            raise ValueError(f"“{name}” has shape {found}; it has to be {wanted}.")
    for state in layer.program.cell.state:
        shape = layer.initial_state(state).shape
        if shape != (layer.m,) and not (x.ndim == 3 and shape == (x.shape[1], layer.m)):
            raise ValueError(f"The initial “{state}” has shape {shape}; it has to be ({layer.m},).")


def most_sequences(layer: Layer, steps: int, n: int) -> int:
    """Return how many sequences of n numbers at each step one run of a layer can have; 1 at the least."""
    return max(1, MOST_NUMBERS // (_numbers_per_step(layer, n) * steps))


def _numbers_per_step(layer: Layer, n: int) -> int:
    sizes = {"m": layer.m, "n": n}
    return n + sum(sizes[size] for size in stored_values(layer.program, False).values())


def _check_batch(layer: Layer, x: Array) -> None:
    numbers = _numbers_per_step(layer, x.shape[-1]) * x.shape[0] * x.shape[1]
    if numbers > MOST_NUMBERS:
        fewer = most_sequences(layer, len(x), x.shape[-1])
        raise ValueError(
            f"{x.shape[1]:,} sequences of {len(x):,} steps need {numbers:,} numbers in one layer; {MOST_NUMBERS:,} is "
            f"the most, so run {fewer:,} of them at a time."
        )
