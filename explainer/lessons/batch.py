"""A cell with several sets of recurrent matrices, run as a batch over one sequence, forward and backward."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program
from explainer.numerics.backward_steps import add_buffers, run_backward_steps
from explainer.numerics.trace import Layer, LayerTrace, run_steps


def run_networks(program: Program, params: Mapping[str, Array], x: Array) -> LayerTrace:
    """Run S networks over x (T, n) at once: each `U_*` is (S, m, m), all other parameters are shared.

    Values that depend on the past are (T, S, 1, m) in the result, all others (T, 1, 1, m); the 1 is an axis for losses.
    """
    size = next(params[name].shape for name in program.params if name[:2] == "U_")
    networks, m = size[0], size[-1]
    layer = Layer(program, params, {state: np.zeros((networks, 1, m)) for state in program.cell.state})
    values = {"x": np.asarray(x)} | {f"{state}_below": np.zeros((len(x), m)) for state in program.below}
    for step in program.steps:
        if step.name not in recurrent_values(program):
            values[step.name] = OPS[step.op].forward(*map(LayerTrace(layer, values).value, step.args))  # (T, m)
    values = {name: array[:, None, None] for name, array in values.items()}  # (T, 1, 1, m)
    values |= {name: np.empty((len(x), networks, 1, m)) for name in recurrent_values(program)}
    run = LayerTrace(layer, values)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        run_steps(run)
    return run


def first_step_gradients(run: LayerTrace, lengths: Sequence[int]) -> Array:
    """Return the gradient of the sum of the last h with respect to the first h, for each sequence length, (S, L, m).

    A shorter run is the beginning of a longer one: one backward pass has all lengths, each from its own last step.
    """
    steps, networks, _, m = run.values["h"].shape
    gradients = np.zeros((steps, networks, len(lengths), m))
    for k, length in enumerate(lengths):
        gradients[length - 1, :, k] = 1.0
    states = {name: gradients if name == "h" else np.zeros_like(gradients) for name in run.program.cell.state}
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in states.items()}
    add_buffers(run, rows, lambda: [np.zeros(gradients.shape[1:])] * steps)  # one buffer, used at every time step
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        run_backward_steps(run, rows, set(states))
    return np.asarray(gradients[0])
