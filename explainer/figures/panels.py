"""The panels: the values of one sequence, each with its colours and limits, for figure and notebook alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.cells.expression import role
from explainer.cells.palette import Ramp, ramp, signed
from explainer.cells.primitives import Array
from explainer.numerics.measures import GATES
from explainer.torch_models.modules.arrays import sequence_of
from explainer.torch_models.modules.module_run import Run


@dataclass(frozen=True, eq=False)
class Panel:
    """One value of one part over one sequence: `values` (T, m), between the `limits` that its colours stand for."""

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
        return ramp(self.role, mode) if self.is_gate else signed(mode)


def panels(run: Run, names: Sequence[str], sequence: int = 1) -> list[Panel]:
    """Return names of every part as panels, part by part; signed values share their limits."""
    found = [(part, name, sequence_of(run, part, name, sequence)) for part in run.parts for name in names]
    program = run.anatomy.program
    roles = {name: role(program, name) for name in names}
    abouts = {line.name: line.about for line in program.cell.equations}
    signs = [
        np.abs(values[np.isfinite(values)]).max(initial=0) for _, name, values in found if roles[name] not in GATES
    ]
    limit = float(max([*signs, 1e-6]))
    return [
        Panel(name, part.suffix, roles[name], abouts.get(name, name), values,
              (0.0, 1.0) if roles[name] in GATES else (-limit, limit))
        for part, name, values in found
    ]  # fmt: skip
