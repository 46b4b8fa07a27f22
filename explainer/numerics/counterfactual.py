"""The counterfactual: what would be said if a gate had been held, on one sequence and over the whole test set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explainer.cells.program import Program
from explainer.numerics.layer import Hold, Layer

LIMITS = (-10.0, 10.0)


@dataclass(frozen=True)
class Held:
    """What is held by hand: a letter of one layer at a value, from a step on; in one unit, or in all.

    Layer, step and unit are counted from 0.
    """

    name: str
    value: float
    since: int = 0
    unit: int | None = None
    layer: int = 0

    def words(self) -> str:
        """Say it, counted from 1: “f held at 1 in unit 3 from step 2 on”."""
        where = "in every unit" if self.unit is None else f"in unit {self.unit + 1}"
        when = "at every step" if self.since == 0 else f"from step {self.since + 1} on"
        return f"{self.name} held at {self.value:g} {where} {when}".replace("-", "−")


def holding(layers: Sequence[Layer], held: Held | None) -> list[Layer]:
    """Return the layers with a value held, or as they are."""
    kept = list(layers)
    if held is not None:
        hold = Hold(held.name, held.since, held.value, held.unit)
        kept[held.layer] = replace(kept[held.layer], holds=(*kept[held.layer].holds, hold))
    return kept


def letters(program: Program) -> dict[str, str]:
    """Name what can be held, with what it is: each of the cell's equations, the gates first."""
    gates = {"keep": 0, "write": 1, "read": 2}
    lines = sorted(program.cell.equations, key=lambda line: gates.get(line.role, 3))
    return {line.name: line.about.split(":")[0].split(",")[0] for line in lines}


def usual(program: Program, name: str) -> float:
    """Return the value that a letter is held at before anything is chosen: 1 for what keeps, 0 for all else."""
    return 1.0 if program.equation(name).role == "keep" else 0.0
