"""A cell as a program: a flat list of steps, one primitive operation each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from explainer.cells.catalogue import Cell, Equation

Shape = tuple[str, ...]
"""Sizes by letter: () is a number, ("n",) and ("m",) vectors, ("m", "n") and ("m", "m") matrices."""

PARAMETERS: dict[str, Shape] = {
    "W": ("m", "n"), "U": ("m", "m"), "b": ("m",), "d": ("m",), "p": ("m",),
}  # fmt: skip


class CellError(ValueError):
    """An equation that cannot be used; the message quotes it and says what would be right."""


@dataclass(frozen=True)
class Step:
    """One operation: `name = op(*args)`.

    The last step of an equation has the equation's letter for a name; every other step has its own
    text ("U_f @ h_prev"), so the same text is computed once. An argument is a name, or a number.
    """

    name: str
    op: str
    args: tuple[str, ...]
    equation: str
    size: str  # "m", or "n" for what depends on x alone, element by element


@dataclass(frozen=True, eq=False)
class Program:
    """A cell that can be run: its steps in order, and its parameters' shapes by name."""

    cell: Cell
    steps: tuple[Step, ...]
    params: Mapping[str, Shape]

    def step(self, name: str) -> Step | None:
        """Return the step that computes `name`, or None for inputs, parameters and numbers."""
        return self._by_name.get(name)

    @cached_property
    def below(self) -> tuple[str, ...]:
        """The states of the layer below that the cell reads, at the same time step: "c" for `c_below`.

        For the first layer, which has none below, they are zeros.
        """
        read = {arg for step in self.steps for arg in step.args}
        return tuple(state for state in self.cell.state if f"{state}_below" in read)

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def equation(self, name: str) -> Equation:
        """Return the equation called `name`."""
        return next(line for line in self.cell.equations if line.name == name)


def is_number(name: str) -> bool:
    """Tell whether a step's argument is a number rather than a name."""
    return re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", name) is not None
