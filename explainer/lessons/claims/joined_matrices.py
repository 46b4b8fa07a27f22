"""A cell computed another way: with one matrix for input and past, or one step at a time by PyTorch."""

from collections.abc import Callable

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, run_layer

STEPS, INPUTS, UNITS = 30, 5, 12
Gates = dict[str, Array]


def joined_difference(condition: Condition, seed: int) -> float:
    """Return the largest difference of h between a `cell` as it is and one with a single matrix for [x, h].

    The condition's `cell` is one of JOINED. Weights and sequence are drawn from the seed, in float64.
    """
    name = condition["cell"]
    program = lower(CELLS[name])
    params = init_params(program, INPUTS, UNITS, seed, scale=3.0)
    x = np.random.default_rng([seed, 84]).standard_normal((STEPS, INPUTS))
    run = run_layer(Layer(program, params), x, None).values["h"]
    return float(np.abs(JOINED[name](params, x) - run).max())


def _joined_sums(params: Gates, letters: str, x: Array, h: Array) -> list[Array]:
    """Return the sums of gates before their activation: one matrix (k m, n + m) times x and h in one vector."""
    matrix = np.concatenate([np.concatenate([params[f"W_{one}"], params[f"U_{one}"]], axis=1) for one in letters])
    bias = np.concatenate([params[f"b_{one}"] for one in letters])
    return np.split(matrix @ np.concatenate([x, h]) + bias, len(letters))


def _rnn(params: Gates, x: Array) -> Array:
    h, found = np.zeros(UNITS), []
    for row in x:
        (a,) = _joined_sums(params, "h", row, h)
        h = np.tanh(a)
        found.append(h)
    return np.array(found)


def _lstm(params: Gates, x: Array) -> Array:
    h, c, found = np.zeros(UNITS), np.zeros(UNITS), []
    for row in x:
        i, f, g, o = _joined_sums(params, "ifgo", row, h)
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
        h = _sigmoid(o) * np.tanh(c)
        found.append(h)
    return np.array(found)


def _sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


JOINED: dict[str, Callable[[Gates, Array], Array]] = {"RNN": _rnn, "LSTM": _lstm}
