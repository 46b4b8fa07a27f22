"""Jacobians of the last state, or of the next one, with respect to each state before it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.backward_steps import add_buffers, run_backward_steps
from explainer.numerics.trace import LayerTrace


def jacobians(run: LayerTrace, state: str) -> Array:
    """Return d state at the last step / d state at each step, (T, m, m), by one backward pass for all m units.

    A row is a unit of the last step, a column a unit of step t. All paths count, also those through the other state.
    """
    return all_jacobians(run, (state,))[state]


def all_jacobians(run: LayerTrace, wanted: Sequence[str]) -> dict[str, Array]:
    """Return the Jacobians of several states, each with respect to itself, by one backward pass: (T, m, m) by name."""
    steps, m = run.values[wanted[0]].shape
    values = {name: np.zeros((steps, len(wanted) * m, m)) for name in run.program.cell.state}
    for k, state in enumerate(wanted):
        values[state][-1, k * m : (k + 1) * m] = np.eye(m)
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in values.items()}
    add_buffers(run, rows, lambda: [np.zeros((len(wanted) * m, m))] * steps)  # one buffer, used at every time step
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        run_backward_steps(run, rows, set(values))
    return {state: values[state][:, k * m : (k + 1) * m] for k, state in enumerate(wanted)}


def step_jacobian(run: LayerTrace, t: int) -> Array:
    """Return d (all states at step t) / d (all states before it), (k m, k m) for k states, in the cell's order."""
    states = run.program.cell.state
    one = _single_step(run, t)
    size = run.layer.m * len(states)
    identity = np.eye(size).reshape(size, len(states), run.layer.m)
    rows: dict[str, Sequence[Array]] = {name: [np.array(identity[:, k])] for k, name in enumerate(states)}
    add_buffers(one, rows, lambda: [np.zeros((size, run.layer.m))])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        run_backward_steps(one, rows, set(states))
    return np.concatenate([rows[f"{name}_prev"][0] for name in states], axis=1)


def _single_step(run: LayerTrace, t: int) -> LayerTrace:
    """Return one step of a run as a run of its own."""
    holds = tuple(replace(hold, since=0) for hold in run.layer.holds if hold.since <= t)
    return LayerTrace(replace(run.layer, holds=holds), {name: array[t : t + 1] for name, array in run.values.items()})
