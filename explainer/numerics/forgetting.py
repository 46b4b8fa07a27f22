"""How much of the first step's effect is left in several runs, and why a run has no such curve."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.domain import outside_domain
from explainer.numerics.measures import remaining_of_first_step, without_first_input
from explainer.numerics.trace import Trace

TOO_LARGE = "Its numbers become too large to compare."


@dataclass(frozen=True, eq=False)
class Forgetting:
    """The curves of `remaining_of_first_step` by the names of runs, and a sentence for each run that has none."""

    curves: Mapping[str, Array]
    reasons: Mapping[str, str]


def compare_forgetting(runs: Mapping[str, Trace]) -> Forgetting:
    """Return the curve of each run in which every number has a value, and say of the others where one has none."""
    reasons = {name: reason for name, run in runs.items() if (reason := _reason(run))}
    curves = {name: remaining_of_first_step(run) for name, run in runs.items() if name not in reasons}
    large = {name: TOO_LARGE for name, curve in curves.items() if not np.isfinite(curve).all()}
    return Forgetting({name: curve for name, curve in curves.items() if name not in large}, reasons | large)


def _reason(run: Trace) -> str:
    found = outside_domain(run)
    if found:
        return str(found)
    found = outside_domain(without_first_input(run))
    return f"In the second run, whose first input is 0: a{str(found)[1:]}" if found else ""
