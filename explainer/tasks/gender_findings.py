"""What a network that has learned the pronouns does with the gender, measured on held-out sequences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.memory import carried_state, keep_gate
from explainer.cells.primitives import Array
from explainer.numerics.batch_values import layer_values
from explainer.numerics.layer import Layer
from explainer.tasks.gender_gate import GateAtSubject, gate_at_subject
from explainer.tasks.gender_probe import StateProbe, constant_answer, gender_rows, probe_state
from explainer.tasks.problem import Problem

CARRIES, CLEARS, RETAINS = 0.95, 0.2, 0.8
"""The story holds where one unit alone is right at CARRIES of the steps, at most CLEARS of it is left at a new subject
and at least RETAINS at other steps, as means."""
MOST_NUMBERS = 2**22  # of a state over all steps: more sequences than that allows are left out


@dataclass(frozen=True, eq=False)
class GenderFindings:
    """Probes of the states of one layer, with chance, and its keep gate at a new subject.

    `sequences` counts the held-out ones, of which half are scored, `steps` the scored steps; `chance` is the share
    of these that the more frequent gender gets right, and `counts` and `chance_by_step` (D,) are by the steps since
    the subject. The probe of the `carried` state comes first. `gate` is None where no single gate keeps that state, or
    where no scored sequence has a second subject.
    """

    sequences: int
    steps: int
    counts: NDArray[np.int64]
    chance: float
    chance_by_step: Array
    probes: tuple[StateProbe, ...]
    carried: str
    gate: GateAtSubject | None


@dataclass(frozen=True)
class Verdict:
    """Whether one unit, from 0, carries the gender alone, and what its gate does to it.

    The gate `clears` it at a new subject, and `retains` it at all other steps.
    """

    unit: int
    carries: bool
    clears: bool
    retains: bool

    @property
    def holds(self) -> bool:
        """Whether the textbook story holds: a unit carries the gender, and a new subject clears it, nothing else."""
        return self.carries and self.clears and self.retains


def measure_gender(layers: Sequence[Layer], problem: Problem, layer: int) -> GenderFindings | None:
    """Measure one layer, counted from 0, on the test set of the pronouns; None where its values are not finite."""
    count = max(2, min(problem.test.x.shape[1], MOST_NUMBERS // (len(problem.test.x) * layers[layer].m)))
    batch = problem.test.columns(0, count)
    program = layers[layer].program
    carried, gate = carried_state(program) or "h", keep_gate(program)
    states = sorted(program.cell.state, key=lambda state: state != carried)
    names = [*states, *([gate] if gate else [])]
    values = layer_values(layers, np.moveaxis(problem.dense(batch), 1, 2), layer,
                          lambda run: {name: run.values[name] for name in names})  # fmt: skip
    if not all(np.isfinite(one).all() for one in values.values()):
        return None
    rows, half = gender_rows(batch.x), count // 2
    chance = constant_answer(rows)
    return GenderFindings(
        count, int(rows.scored.sum()), rows.counts, float(chance[rows.scored].mean()), rows.share_right(chance),
        tuple(probe_state(state, values[state], rows) for state in states), carried,
        gate_at_subject(gate, values[gate][:, half:], batch.x[:, half:]) if gate else None,
    )  # fmt: skip


def verdict(found: GenderFindings) -> Verdict:
    """Return whether the textbook story holds: of a unit for which it does, or else of the best unit."""
    probe, gate = found.probes[0], found.gate
    each = [_of_unit(unit, probe, gate) for unit in np.argsort(-probe.units, kind="stable").tolist()]
    return next((one for one in each if one.holds), _of_unit(probe.best, probe, gate))


def _of_unit(unit: int, probe: StateProbe, gate: GateAtSubject | None) -> Verdict:
    clears = gate is not None and float(gate.at_new[unit]) <= CLEARS
    retains = gate is not None and float(gate.elsewhere[unit]) >= RETAINS
    return Verdict(unit, bool(probe.units[unit] >= CARRIES), clears, retains)
