"""A value held by hand, to see what the prediction would be with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explainer.cells.program import Program
from explainer.numerics.layer import Hold, Layer

LIMITS = (-10.0, 10.0)


@dataclass(frozen=True)
class LayerHold:
    """A letter of one layer held at a value, from a step on; in one unit, or in all.

    Layer, step and unit are counted from 0.
    """

    name: str
    value: float
    since: int = 0
    unit: int | None = None
    layer: int = 0

    def describe(self) -> str:
        """Describe it, counted from 1: “f held at 1 in unit 3 from step 2 on”."""
        where = "in every unit" if self.unit is None else f"in unit {self.unit + 1}"
        when = "at every step" if self.since == 0 else f"from step {self.since + 1} on"
        return f"{self.name} held at {self.value:g} {where} {when}".replace("-", "−")


def with_hold(layers: Sequence[Layer], held: LayerHold | None) -> list[Layer]:
    """Return the layers with a value held, or unchanged where there is none."""
    layers = list(layers)
    if held is not None:
        hold = Hold(held.name, held.since, held.value, held.unit)
        layers[held.layer] = replace(layers[held.layer], holds=(*layers[held.layer].holds, hold))
    return layers


def holdable_values(program: Program) -> dict[str, str]:
    """Return the letters that can be held, with what they are: all of the cell's equations, the gates first."""
    gates = {"keep": 0, "write": 1, "read": 2}
    lines = sorted(program.cell.equations, key=lambda line: gates.get(line.role, 3))
    return {line.name: line.about.split(":")[0].split(",")[0] for line in lines}


def default_hold_value(program: Program, name: str) -> float:
    """Return the value at which a letter is held by default: 1 for a keep gate, 0 for all others."""
    return 1.0 if program.equation(name).role == "keep" else 0.0
