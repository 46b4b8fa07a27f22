"""How well a symbol that was read some steps ago can be read from a state, by a linear probe."""

import numpy as np
from numpy.typing import NDArray

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.inputs.symbols import one_hot
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_share import UNITS
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.linear_probe import fit_class_probe
from explainer.numerics.trace import run_layer

SYMBOLS, STEPS, FITTED, SCORED = 4, 41, 500, 1000


def symbols_read(condition: Condition, seed: int) -> float:
    """Return the share of symbols, `lag` steps before the last, that a linear probe reads rightly from the last state.

    The condition has a `cell`, the `bias` of its keep gate, the `state` to read and the `lag`; a guess is right with
    one of four. The probe is fitted on other sequences than it is scored on.
    """
    states, classes = last_states(condition, seed)
    probe = fit_class_probe(states[:FITTED], classes[:FITTED], SYMBOLS)
    return float((probe.classify(states[FITTED:]) == classes[FITTED:]).mean())


def variance_read(condition: Condition, seed: int) -> float:
    """Return the share of the variance of such a symbol that the probe explains (R²); conditions as above."""
    states, classes = last_states(condition, seed)
    probe = fit_class_probe(states[:FITTED], classes[:FITTED], SYMBOLS)
    signs = 2.0 * np.eye(SYMBOLS)[classes[FITTED:]] - 1.0
    wrong = signs - (states[FITTED:] @ probe.weights + probe.bias)
    return float(1 - (wrong**2).sum() / ((signs - signs.mean(axis=0)) ** 2).sum())


def last_states(condition: Condition, seed: int) -> tuple[Array, NDArray[np.int64]]:
    """Return the last states of a cell that was just drawn after random symbols, (N, m), and what to read, (N,)."""
    codes = np.random.default_rng([seed, 84]).integers(0, SYMBOLS, (STEPS, FITTED + SCORED))
    program = lower(CELLS[condition["cell"]])
    layer = Layer(program, init_params(program, SYMBOLS, UNITS, seed, keep_bias=condition.get("bias")))
    x = np.moveaxis(one_hot(codes, SYMBOLS), 1, 2)  # (T, N, 4)
    values = run_layer(layer, x, None, lean=True).values[condition["state"]]
    return values[-1], codes[-1 - condition["lag"]]
