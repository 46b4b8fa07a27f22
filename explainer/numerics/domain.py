"""The first operation of a run that was given a number for which it has no value, such as the logarithm of −1."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.formula import number
from explainer.cells.primitives import OPS
from explainer.cells.program import Step
from explainer.numerics.trace import LayerTrace, Trace, unit_holds, whole_hold


@dataclass(frozen=True)
class OutsideDomain:
    """Where a run left an operation's domain: layer, time step and unit, from 0, and the numbers it was given.

    `reason` is given where it is not that of the operation's domain.
    """

    layer: int
    layers: int
    t: int
    unit: int
    step: Step
    numbers: tuple[float, ...]
    reason: str = ""

    def __str__(self) -> str:
        """Tell step, unit and operation in one sentence."""
        op = OPS[self.step.op]
        assert op.domain
        layer = f" of layer {self.layer + 1}" if self.layers > 1 else ""
        written = op.plain.format(*map(number, self.numbers))
        return (
            f"At step {self.t + 1}{layer}, in unit {self.unit + 1} of {self.step.equation}, {written} has no value: "
            f"{self.reason or op.domain.reason}."
        )


def outside_domain(trace: Trace) -> OutsideDomain | None:
    """Return the earliest operation of a run over one sequence that was given a number outside its domain."""
    found = [one for k, run in enumerate(trace.layers) for one in _of_layer(run, k, len(trace.layers))]
    return min(found, key=lambda one: (one.t, one.layer), default=None)  # of one layer's step, the first operation


def _of_layer(run: LayerTrace, layer: int, layers: int) -> Iterator[OutsideDomain]:
    """Yield the first number outside of each operation's domain, in the order of the operations."""
    for step in run.program.steps:
        domain = OPS[step.op].domain
        if domain is None:
            continue
        shape = run.values[step.name].shape
        args = [np.broadcast_to(run.value(arg), shape) for arg in step.args]  # (T, m)
        outside = np.argwhere(domain.outside(args[domain.argument]) & _computed(run, step))
        if len(outside):
            t, unit = map(int, outside[0])
            yield OutsideDomain(layer, layers, t, unit, step, tuple(float(arg[t, unit]) for arg in args))


def _computed(run: LayerTrace, step: Step) -> NDArray[np.bool_]:
    """Tell of each number of a step's result whether it is computed, not held, (T, m)."""
    free = np.ones(run.values[step.name].shape, dtype=bool)
    free[whole_hold(run.layer, step.name, len(free))[0] :] = False
    for hold in unit_holds(run.layer, step.name):
        free[hold.since :, hold.unit] = False
    return free
