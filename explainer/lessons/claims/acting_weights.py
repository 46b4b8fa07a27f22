"""The weights that act in a run, found again from its values alone."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_share import INPUTS
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer, LayerTrace
from explainer.numerics.trace import run_layer

UNITS, STEPS = 8, 200
READ = {"RNN": "h", "LSTM": "f", "GRU": "z"}
"""By cell, a value that is computed from x and h_prev by weights and one activation."""


def change_of_weights(condition: Condition, seed: int) -> float:
    """Return the largest difference between the weights that acted in the first and in the second half of a run.

    They are not looked up: they are those with which x and h_prev give the `cell`'s value, found by least squares.
    """
    program = lower(CELLS[condition["cell"]])
    x = np.random.default_rng([seed, 85]).standard_normal((STEPS, INPUTS))
    run = run_layer(Layer(program, init_params(program, INPUTS, UNITS, seed)), x, None)
    first, second = (weights_found(run, part) for part in (slice(0, STEPS // 2), slice(STEPS // 2, None)))
    return float(np.abs(first - second).max())


def weights_found(run: LayerTrace, steps: slice) -> Array:
    """Return the weights on x, on h_prev and on 1 that explain a value at some steps, (n + m + 1, m)."""
    value = run.values[READ[run.program.cell.name]][steps]
    before = np.arctanh(value) if READ[run.program.cell.name] == "h" else np.log(value / (1 - value))
    read = np.column_stack([run.values["x"][steps], run.values["h_prev"][steps], np.ones(len(value))])
    return np.asarray(np.linalg.lstsq(read, before, rcond=None)[0])
