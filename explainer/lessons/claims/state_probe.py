"""How well a symbol that was read some steps ago can be read from a state, by a linear probe."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.inputs.symbols import one_hot
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_share import UNITS
from explainer.numerics.batch_values import layer_values
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.linear_probe import fit_class_probe
from explainer.numerics.trace import run_layer
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.torch_models.weights import layers_from_weights

SYMBOLS, STEPS, FITTED, SCORED = 4, 41, 500, 1000


def symbols_read(condition: Condition, seed: int) -> float:
    """Return the share of symbols, `lag` steps before the last, that a linear probe reads rightly from the last state.

    The cell was just drawn. The condition has the `cell`, the `state` to read and the `lag`; a guess is right with one
    of four. The probe is fitted on other sequences than it is scored on.
    """
    codes = np.random.default_rng([seed, 84]).integers(0, SYMBOLS, (STEPS, FITTED + SCORED))
    program = lower(CELLS[condition["cell"]])
    x = np.moveaxis(one_hot(codes, SYMBOLS), 1, 2).astype(np.float64)  # (T, N, 4)
    run = run_layer(Layer(program, init_params(program, SYMBOLS, UNITS, seed)), x, None, lean=True)
    states, classes = run.values[condition["state"]][-1], codes[-1 - condition["lag"]]
    probe = fit_class_probe(states[:FITTED], classes[:FITTED], SYMBOLS)
    return float((probe.classify(states[FITTED:]) == classes[FITTED:]).mean())


def more_in_cell_state(result: RunResult) -> Sequence[float]:
    """Return how much more a probe explains of the first symbol from c than from h, before the question, (S,).

    Both are shares of the variance (R²) in trained LSTMs, over sequences of the test set that the probe has not seen.
    """
    problem, program = make_problem(result.recipe.task, result.recipe.settings), lower(CELLS[result.recipe.cell])
    x, differences = np.moveaxis(problem.dense(problem.test), 1, 2), []
    for k in range(result.recipe.seeds):
        layers = layers_from_weights(result.weights, program, k)
        values = layer_values(layers, x, 0, lambda run: {state: run.values[state] for state in "ch"})
        c, h = (explained_variance(values[state][-2], problem.test.target, problem.k) for state in "ch")
        differences.append(c - h)
    return differences


def explained_variance(states: Array, classes: NDArray[np.int64], k: int) -> float:
    """Return which share of the variance of k classes (N,), as signs, a linear probe explains from states (N, m).

    It is fitted on the first half and scored on the second, where it can be below 0.
    """
    half = len(states) // 2
    probe = fit_class_probe(states[:half], classes[:half], k)
    signs = 2.0 * np.eye(k)[classes[half:]] - 1.0
    wrong = signs - (states[half:] @ probe.weights + probe.bias)
    return float(1 - (wrong**2).sum() / ((signs - signs.mean(axis=0)) ** 2).sum())
