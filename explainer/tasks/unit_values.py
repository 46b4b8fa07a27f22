"""Every unit of every gate and state of a network while it reads a text: one number per token and unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.expression import role
from explainer.numerics.layer import Layer, stored_values
from explainer.numerics.measures import GATES
from explainer.numerics.trace import trace
from explainer.tasks.held_out_text import HeldOutText

MOST_TOKENS = 20_000
MOST_NUMBERS = 8_000_000  # tokens times units: 32 MB, ranked in a second
MOST_IN_RUN = 2**23  # numbers that the trace of some pieces side by side stores
IN_ONE = 2_000  # a text of so many tokens is read in one go; a longer one in pieces
PIECE, WARM_UP = 500, 100  # the tokens of a piece, and those before it that are read first, for its states
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


def most_tokens(layers: Sequence[Layer]) -> int:
    """Return how many tokens of a text a network of this size reads."""
    return min(MOST_TOKENS, MOST_NUMBERS // len(units_of(layers)))


def read_units(layers: Sequence[Layer], text: HeldOutText) -> UnitValues:
    """Run a network over a text and return all its units, each sequence from the initial state.

    A text of more than IN_ONE tokens is read in pieces side by side; each begins WARM_UP tokens earlier, which do not
    count. What is no number becomes 0.
    """
    units = units_of(layers)
    values = np.empty((len(text.tokens), len(units)), np.float32)
    for pieces in _batches(layers, text):
        _read(layers, text, pieces, values)
    return UnitValues(values, units)


_Piece = tuple[int, int, int]
"""Where reading begins, where the tokens that count begin, and where they have ended."""


def _pieces(text: HeldOutText) -> list[_Piece]:
    if len(text.starts) > 1 or len(text.tokens) <= IN_ONE:
        return [(start, start, end) for start, end in zip(text.starts, text.ends, strict=True)]
    starts = range(0, len(text.tokens), PIECE)
    return [(max(0, start - WARM_UP), start, min(start + PIECE, len(text.tokens))) for start in starts]


def _batches(layers: Sequence[Layer], text: HeldOutText) -> Iterator[list[_Piece]]:
    """Split the pieces into batches that a trace can store."""
    pieces = _pieces(text)
    each = len(text.symbols) + sum(layer.m * len(stored_values(layer.program, False)) for layer in layers)
    count = max(1, MOST_IN_RUN // (each * max(end - first for first, _, end in pieces)))
    for k in range(0, len(pieces), count):
        yield pieces[k : k + count]


def _read(layers: Sequence[Layer], text: HeldOutText, pieces: list[_Piece], values: NDArray[np.float32]) -> None:
    """Read pieces side by side, and put the values of their tokens into `values` (N, U)."""
    steps = max(end - first for first, _, end in pieces)
    x = np.zeros((steps, len(pieces), len(text.symbols)))  # (T, B, n)
    for k, (first, _, end) in enumerate(pieces):
        x[np.arange(end - first), k, text.tokens[first:end]] = 1.0
    run = trace(layers, x)
    names = dict.fromkeys((unit.layer, unit.value) for unit in units_of(layers))
    found = np.concatenate([run.layers[layer].values[name] for layer, name in names], axis=2)  # (T, B, U)
    found = np.nan_to_num(np.clip(found, -LARGEST, LARGEST))
    for k, (first, start, end) in enumerate(pieces):
        values[start:end] = found[start - first : end - first, k]
