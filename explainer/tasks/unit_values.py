"""Every unit of every gate and state of a network while it reads a text: one number per token and unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.expression import role
from explainer.numerics.layer import Layer, stored_values
from explainer.numerics.measures import GATES
from explainer.numerics.trace import Trace, trace
from explainer.tasks.held_out_text import HeldOutText
from explainer.tasks.predictions import layer_after
from explainer.tasks.problem import Problem

MOST_TOKENS, MOST_IN_ORDER = 20_000, 10_000  # of short sequences side by side, and of one text: a second each
MOST_NUMBERS = 8_000_000  # tokens times units: 32 MB, ranked in a second
MOST_IN_RUN = 2**23  # numbers that one trace stores
LARGEST = 1e30  # stands for the infinite values of a ReLU cell


@dataclass(frozen=True)
class Unit:
    """One unit of a gate or state: the letter of the value, and number and layer, both from 0; `role` has its hue."""

    value: str
    number: int
    layer: int
    role: str

    @property
    def is_gate(self) -> bool:
        """Tell whether its values lie between 0 and 1."""
        return self.role in GATES

    def label(self, layers: int) -> str:
        """Return what it is called where there are so many layers: “o 12”, or “layer 2, o 12”."""
        return f"{f'layer {self.layer + 1}, ' if layers > 1 else ''}{self.value} {self.number + 1}"


@dataclass(frozen=True, eq=False)
class UnitValues:
    """The values (N, U), float32, of U units after each of N tokens is read."""

    values: NDArray[np.float32]
    units: tuple[Unit, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What the units are called, each differently."""
        layers = 1 + max(unit.layer for unit in self.units)
        return tuple(unit.label(layers) for unit in self.units)

    @property
    def signed(self) -> NDArray[np.bool_]:
        """True for each unit whose values can be negative, (U,)."""
        return np.array([not unit.is_gate for unit in self.units])

    def of(self, value: str) -> NDArray[np.int64]:
        """Return the columns of a gate or state, in all layers."""
        return np.flatnonzero([unit.value == value for unit in self.units])


def units_of(layers: Sequence[Layer]) -> tuple[Unit, ...]:
    """Return every unit of every gate and state of a network: by layer, then by equation; sums are left out."""
    return tuple(
        Unit(line.name, number, k, role(layer.program, line.name))
        for k, layer in enumerate(layers)
        for line in layer.program.cell.equations
        if line.role != "sum"
        for number in range(layer.m)
    )


def most_tokens(layers: Sequence[Layer], problem: Problem) -> int:
    """Return how many tokens of a problem's test set a network of this size reads."""
    most = MOST_TOKENS if problem.test_text is None else MOST_IN_ORDER
    return min(most, MOST_NUMBERS // len(units_of(layers)))


def read_units(layers: Sequence[Layer], text: HeldOutText) -> UnitValues:
    """Run a network over a text and return all its units, each sequence from the initial state.

    A text of one sequence is read in its order, so that what a unit keeps for ever is not lost. What is no number
    becomes 0.
    """
    units = units_of(layers)
    each = len(text.symbols) + sum(layer.m * len(stored_values(layer.program, False)) for layer in layers)
    columns = max(1, MOST_IN_RUN // each)  # tokens in a run
    read = _in_order if len(text.starts) == 1 else _side_by_side
    parts = read(layers, text, columns, list(dict.fromkeys((unit.layer, unit.value) for unit in units)))
    return UnitValues(np.concatenate(list(parts)), units)


_Names = list[tuple[int, str]]
"""The layer and the letter of each value, in the order of the units."""


def _in_order(layers: Sequence[Layer], text: HeldOutText, most: int, names: _Names) -> Iterator[NDArray[np.float32]]:
    """Read a sequence in parts of so many tokens, each going on from the states after the last one."""
    for start in range(0, len(text.tokens), most):
        run = trace(layers, np.eye(len(text.symbols))[text.tokens[start : start + most]])  # (T, n)
        yield _stored(run, names)
        layers = [layer_after(one, len(run.x)) for one in run.layers]


def _side_by_side(
    layers: Sequence[Layer], text: HeldOutText, most: int, names: _Names
) -> Iterator[NDArray[np.float32]]:
    """Read short sequences side by side, of so many tokens at a time."""
    sequences = list(zip(text.starts, text.ends, strict=True))
    steps = max(end - start for start, end in sequences)
    count = max(1, most // steps)
    for k in range(0, len(sequences), count):
        some = sequences[k : k + count]
        x = np.zeros((steps, len(some), len(text.symbols)))  # (T, B, n), zeros after the end
        for column, (start, end) in enumerate(some):
            x[np.arange(end - start), column, text.tokens[start:end]] = 1.0
        found = _stored(trace(layers, x), names)  # (T, B, U)
        yield from (found[: end - start, column] for column, (start, end) in enumerate(some))


def _stored(run: Trace, names: _Names) -> NDArray[np.float32]:
    """Return all units of a run side by side, (T, U) or (T, B, U), in half the bytes."""
    found = np.concatenate([run.layers[layer].values[name] for layer, name in names], axis=-1)
    return np.asarray(np.nan_to_num(np.clip(found, -LARGEST, LARGEST)), np.float32)
