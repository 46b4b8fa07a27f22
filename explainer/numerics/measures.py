"""Measures of gates and memory in a trace, per unit."""

import numpy as np

from explainer.cells.memory import carried_state, keep_paths
from explainer.cells.primitives import Array
from explainer.numerics.trace import LayerTrace, Trace, trace

GATES = ("keep", "write", "read")  # the roles whose values lie between 0 and 1
CLOSED, OPEN = 0.1, 0.9  # the limits of saturation in Karpathy, Johnson & Fei-Fei 2015, section 4.2


def gates(run: LayerTrace) -> tuple[str, ...]:
    """Return the letters of the cell's gates, in their order."""
    return tuple(line.name for line in run.program.cell.equations if line.role in GATES)


def saturation(gate: Array) -> tuple[Array, Array]:
    """Return the share of time that each unit of a gate (T, m) is closed (< 0.1) and open (> 0.9)."""
    return (gate < CLOSED).mean(axis=0), (gate > OPEN).mean(axis=0)  # (m,), (m,)


def keep_factor(run: LayerTrace, state: str) -> Array | None:
    """Return the factor by which each unit of `state` multiplies its own past, (T, m); None where there is none."""
    paths = keep_paths(run.program, state)
    if not paths:
        return None
    factor = np.zeros_like(run.values[state])
    for path in paths:
        factor += np.prod([np.broadcast_to(run.value(name), factor.shape) for name in path], axis=0) if path else 1.0
    return factor


def keep_per_step(run: LayerTrace) -> Array | None:
    """Return the geometric mean over time of each unit's keep factor, (m,); None where there is none."""
    state = carried_state(run.program)
    factor = keep_factor(run, state) if state else None
    if factor is None:
        return None
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(np.log(np.abs(factor)).mean(axis=0)))


def half_life(keep: Array) -> Array:
    """Return ln 0.5 / ln(keep) in steps, (m,): infinite from 1 up, 0 where nothing is kept."""
    keep = np.clip(keep, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(keep >= 1.0, np.inf, np.log(0.5) / np.minimum(np.log(keep), -1e-300)))


def replaced_share(run: LayerTrace) -> Array:
    """Return the share of each unit's state that is new at each step, (T, m), between 0 and 1.

    The state is the sum of its own past times the keep factor, k * s_prev, and the rest; the share is
    |rest| / (|k * s_prev| + |rest|), and 0 where both are 0. Without a keep factor all of it is new. Where a number
    has no value, neither has the share.
    """
    state = carried_state(run.program) or "h"
    factor = keep_factor(run, state)
    with np.errstate(over="ignore", invalid="ignore"):
        from_past = np.zeros_like(run.values[state]) if factor is None else factor * run.values[f"{state}_prev"]
        rest = run.values[state] - from_past
        total = np.abs(from_past) + np.abs(rest)
        return np.asarray(np.divide(np.abs(rest), total, out=np.zeros_like(total), where=total != 0))


def remaining_of_first_step(run: Trace) -> Array:
    """Return how much the first input still affects the output at each step, (T,), 1 at the first step.

    Measured, not estimated: the sequence is run again with zeros as its first input, and the distance between both
    outputs is divided by that at the first step; where an output has no value, neither has what is left.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        distance = np.linalg.norm(run.output - without_first_input(run).output, axis=1)  # (T,)
        return np.zeros_like(distance) if distance[0] == 0 else distance / distance[0]


def without_first_input(run: Trace) -> Trace:
    """Return the run again with zeros as its first input."""
    x = np.array(run.x)
    x[0] = 0.0
    return trace([layer.layer for layer in run.layers], x)
