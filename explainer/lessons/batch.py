"""The batch: a cell with many sets of recurrent matrices, run side by side over one sequence, forward and back."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.memory import recurrent
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program
from explainer.numerics.backward_steps import rooms
from explainer.numerics.backward_steps import walk as walk_back
from explainer.numerics.trace import Layer, LayerTrace
from explainer.numerics.trace import walk as walk_on


def run_all(program: Program, params: Mapping[str, Array], x: Array) -> LayerTrace:
    """Run S networks over x (T, n) at once: each `U_*` is (S, m, m), all else is theirs in common.

    What depends on the past is (T, S, 1, m) in the result, all else (T, 1, 1, m): the 1 leaves room for losses.
    """
    size = next(params[name].shape for name in program.params if name[:2] == "U_")
    networks, m = size[0], size[-1]
    layer = Layer(program, params, {state: np.zeros((networks, 1, m)) for state in program.cell.state})
    values = {"x": np.asarray(x)} | {f"{state}_below": np.zeros((len(x), m)) for state in program.below}
    for step in program.steps:
        if step.name not in recurrent(program):
            values[step.name] = OPS[step.op].forward(*map(LayerTrace(layer, values).value, step.args))  # (T, m)
    values = {name: array[:, None, None] for name, array in values.items()}  # (T, 1, 1, m)
    values |= {name: np.empty((len(x), networks, 1, m)) for name in recurrent(program)}
    run = LayerTrace(layer, values)
    with np.errstate(over="ignore", invalid="ignore"):
        walk_on(run)
    return run


def first_felt(run: LayerTrace, lengths: Sequence[int]) -> Array:
    """Return what h at the first step feels of the sum of h at the last, for each run cut to a length, (S, L, m).

    A shorter run is the beginning of a longer one: one walk back carries all lengths, each from its own last step.
    """
    steps, networks, _, m = run.values["h"].shape
    felt = np.zeros((steps, networks, len(lengths), m))
    for k, length in enumerate(lengths):
        felt[length - 1, :, k] = 1.0
    states = {name: felt if name == "h" else np.zeros_like(felt) for name in run.program.cell.state}
    rows: dict[str, Sequence[Array]] = {name: list(array) for name, array in states.items()}
    rooms(run, rows, lambda: [np.zeros(felt.shape[1:])] * steps)  # room for one time step, used again at each
    with np.errstate(over="ignore", invalid="ignore"):
        walk_back(run, rows, set(states))
    return np.asarray(felt[0])
