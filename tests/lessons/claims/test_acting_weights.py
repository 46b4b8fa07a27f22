"""Weights found from a run are those that it was computed with."""

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.acting_weights import READ, STEPS, weights_found
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer, LayerTrace
from explainer.numerics.trace import run_layer


def run_of(cell: str, seed: int = 1) -> LayerTrace:
    program = lower(CELLS[cell])
    x = np.random.default_rng(seed).standard_normal((STEPS, 3))
    return run_layer(Layer(program, init_params(program, 3, 5, seed)), x, None)


@pytest.mark.parametrize("cell", READ)
def test_weights_are_found_from_values_alone(cell):
    run, letter = run_of(cell), READ[cell]
    own = run.layer.params
    bias = own[f"b_{letter}"] + own.get(f"d_{letter}", 0)
    expected = np.concatenate([own[f"W_{letter}"], own[f"U_{letter}"], bias[:, None]], axis=1).T
    assert np.abs(weights_found(run, slice(0, 60)) - expected).max() < 1e-9


def test_other_weights_in_the_second_half_would_be_found():
    first, second = run_of("RNN"), run_of("RNN", 2)
    whole = LayerTrace(first.layer, {name: np.concatenate([first.values[name][:100], second.values[name][100:]])
                                     for name in ("x", "h", "h_prev")})  # fmt: skip
    assert np.abs(weights_found(whole, slice(0, 100)) - weights_found(whole, slice(100, None))).max() > 0.1
