"""What clipping, length and a zero gradient do, against torch and by hand."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.descent import (
    INPUTS,
    UNITS,
    clipped_angle,
    growth_with_length,
    parameter_gradient,
    smallest_curvature,
)
from explainer.numerics.initialisation import init_params


def test_the_gradient_is_that_of_torch():
    rng = np.random.default_rng([5, 82])
    x, target = torch.tensor(rng.standard_normal((7, INPUTS))), torch.tensor(rng.uniform(0.0, 1.0, (7, UNITS)))
    params = {
        name: torch.tensor(value, requires_grad=True)
        for name, value in init_params(lower(CELLS["RNN"]), INPUTS, UNITS, 5).items()
    }
    h, loss = torch.zeros(UNITS, dtype=torch.float64), torch.zeros(())
    for row, wanted in zip(x, target, strict=True):
        h = torch.tanh(params["W_h"] @ row + params["U_h"] @ h + params["b_h"])
        loss = loss + ((h - wanted) ** 2).sum()
    loss.backward()
    expected = np.concatenate([one.grad.numpy().ravel() for one in params.values()])
    assert parameter_gradient("RNN", 7, 5, mean=False) == pytest.approx(expected, rel=1e-10, abs=1e-12)
    assert parameter_gradient("RNN", 7, 5, mean=True) == pytest.approx(expected / 7, rel=1e-10, abs=1e-12)


def test_an_angle_is_zero_only_where_the_whole_is_scaled():
    assert clipped_angle({"clip": "norm"}, 1) == pytest.approx(0, abs=1e-5)
    assert clipped_angle({"clip": "none"}, 1) == pytest.approx(0, abs=1e-5)
    assert clipped_angle({"clip": "value"}, 1) > 10


def test_a_sum_grows_by_eight_where_a_mean_does_not():
    summed, averaged = (growth_with_length({"mean": mean}, 3) for mean in (False, True))
    assert summed - averaged == pytest.approx(np.log10(8))


def test_the_curvature_at_zero_is_that_of_the_product_of_two_weights():
    # at zero the loss is mean((v w x − target)²) to second order: its Hessian has one entry, −2 mean(x target), twice
    assert smallest_curvature({"steps": 1}, 4) == pytest.approx(-1, abs=1e-5)
