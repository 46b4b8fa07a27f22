"""The growth of a gradient against products of matrices."""

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.gradient_growth import BEGINNING, STEPS, growth_per_step
from explainer.lessons.claims.gradient_share import INPUTS, UNITS, random_numbers
from explainer.numerics.initialisation import init_params


@pytest.mark.parametrize("tanh", [False, True])
@pytest.mark.parametrize("radius", [0.5, 1.5])
def test_the_slope_is_that_of_products_of_jacobians(tanh, radius):
    params = init_params(lower(CELLS["RNN"]), INPUTS, UNITS, 4)
    matrix = params["U_h"] * radius / np.abs(np.linalg.eigvals(params["U_h"])).max()
    states = [np.zeros(UNITS)]
    for x in random_numbers(4, STEPS + 1):
        total = params["W_h"] @ x + matrix @ states[-1] + params["b_h"]
        states.append(np.tanh(total) if tanh else total)
    gradient, norms = np.ones(UNITS), [UNITS**0.5]
    for state in states[:1:-1]:
        gradient = matrix.T @ (gradient * (1 - state**2 if tanh else 1.0))
        norms.append(np.linalg.norm(gradient))
    line = np.polyfit(np.arange(BEGINNING, STEPS + 1), np.log10(norms[BEGINNING:]), 1)
    assert growth_per_step({"tanh": tanh, "radius": radius}, 4) == pytest.approx(line[0])


def test_without_tanh_the_rate_is_the_logarithm_of_the_radius():
    found = [growth_per_step({"tanh": False, "radius": 1.5}, seed) for seed in range(12)]
    assert np.mean(found) == pytest.approx(np.log10(1.5), abs=0.01)
