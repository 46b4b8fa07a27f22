"""Values of one sequence, each with its colours and limits, for the figure and the notebook view of a module."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import Ramp, diverging, ramp
from explainer.cells.primitives import Array
from explainer.numerics.measures import GATES
from explainer.torch_models.modules.arrays import sequence_of
from explainer.torch_models.modules.module_run import ModuleRun


@dataclass(frozen=True, eq=False)
class Panel:
    """One value of one layer direction over one sequence: `values` (T, m), and the `limits` of its colour map."""

    name: str
    suffix: str
    role: str
    about: str
    values: Array
    limits: tuple[float, float]

    @property
    def is_gate(self) -> bool:
        """Tell whether it lies between 0 and 1."""
        return self.role in GATES

    def colours(self, mode: int = 0) -> Ramp:
        """Return its colour map: a gate's in the hue of its role, signed values centred on 0."""
        return ramp(self.role, mode) if self.is_gate else diverging(mode)


def panels(run: ModuleRun, names: Sequence[str], sequence: int = 1) -> list[Panel]:
    """Return the named values of every layer direction as panels; signed values share their limits."""
    found = [
        (direction, name, sequence_of(run, direction, name, sequence)) for direction in run.directions for name in names
    ]
    program = run.spec.program
    roles = {name: role(program, name) for name in names}
    abouts = {line.name: line.about for line in program.cell.equations}
    largest = [
        np.abs(values[np.isfinite(values)]).max(initial=0) for _, name, values in found if roles[name] not in GATES
    ]
    limit = float(max([*largest, 1e-6]))
    return [
        Panel(name, direction.suffix, roles[name], abouts.get(name, name), values,
              (0.0, 1.0) if roles[name] in GATES else (-limit, limit))
        for direction, name, values in found
    ]  # fmt: skip
