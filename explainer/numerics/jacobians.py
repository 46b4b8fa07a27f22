"""The Jacobians: how the last state, or the next one, moves with each state before it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.backward_steps import rooms, walk
from explainer.numerics.trace import LayerTrace


def jacobians(run: LayerTrace, state: str) -> Array:
    """Return d state at the last step / d state at each step, (T, m, m), by one walk for all m units at once.

    A row is a unit of the last step, a column a unit of step t. All ways count, also those through the other state.
    """
    return all_jacobians(run, (state,))[state]


def all_jacobians(run: LayerTrace, wanted: Sequence[str]) -> dict[str, Array]:
    """Return the Jacobians of several states, each with respect to itself, by a single walk: (T, m, m) by name."""
    steps, m = run.values[wanted[0]].shape
    values = {name: np.zeros((steps, len(wanted) * m, m)) for name in run.program.cell.state}
    for k, state in enumerate(wanted):
        values[state][-1, k * m : (k + 1) * m] = np.eye(m)
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in values.items()}
    rooms(run, rows, lambda: [np.zeros((len(wanted) * m, m))] * steps)  # room for one time step, used again at each
    with np.errstate(over="ignore", invalid="ignore"):
        walk(run, rows, set(values))
    return {state: values[state][:, k * m : (k + 1) * m] for k, state in enumerate(wanted)}


def step_jacobian(run: LayerTrace, t: int) -> Array:
    """Return d (all states at step t) / d (all states before it), (k m, k m) for k states, in the cell's order."""
    states = run.program.cell.state
    one = _cut(run, t)
    size = run.layer.m * len(states)
    whole = np.eye(size).reshape(size, len(states), run.layer.m)
    rows: dict[str, Sequence[Array]] = {name: [np.array(whole[:, k])] for k, name in enumerate(states)}
    rooms(one, rows, lambda: [np.zeros((size, run.layer.m))])
    with np.errstate(over="ignore", invalid="ignore"):
        walk(one, rows, set(states))
    return np.concatenate([rows[f"{name}_prev"][0] for name in states], axis=1)


def _cut(run: LayerTrace, t: int) -> LayerTrace:
    """Return one step of a run as a run of its own."""
    holds = tuple(replace(hold, since=0) for hold in run.layer.holds if hold.since <= t)
    return LayerTrace(replace(run.layer, holds=holds), {name: array[t : t + 1] for name, array in run.values.items()})
