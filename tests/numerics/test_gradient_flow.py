from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.numerics import gradient_flow
from explainer.numerics.backward import backward
from explainer.numerics.jacobians import jacobians
from explainer.numerics.losses import evaluate_loss, make_loss
from explainer.numerics.presets import PRESETS, preset_params
from explainer.numerics.trace import Layer, trace
from tests.conftest import small_run


def gradients(run, loss: str = "last"):
    return backward(
        run, evaluate_loss(make_loss(loss, run.x, run.layers[-1].layer.m), run.layers[-1].values).grad_outputs
    )


def preset_run(preset: str, cell: str = "LSTM", steps: int = 30):
    """Run a preset over ones."""
    program = small_run(cell).layers[0].program
    params = preset_params(PRESETS[preset], program, 1, 3)
    return trace([Layer(program, params)], np.ones((steps, 1)))


def test_norms_of_vectors_and_matrices():
    rows, matrices = np.random.default_rng(0).normal(size=(5, 3)), np.random.default_rng(1).normal(size=(5, 3, 3))
    assert np.allclose(gradient_flow.norms(rows), np.linalg.norm(rows, axis=1), rtol=1e-15)
    assert np.allclose(gradient_flow.norms(matrices), np.linalg.norm(matrices, axis=(1, 2)), rtol=1e-15)
    assert np.allclose(gradient_flow.spectral_norms(matrices), np.linalg.norm(matrices, ord=2, axis=(1, 2)), rtol=1e-15)


def test_spectral_norm_of_a_matrix_that_is_not_finite():
    matrices = np.stack([np.eye(2), np.full((2, 2), np.inf)])
    assert np.array_equal(gradient_flow.spectral_norms(matrices), [1.0, np.nan], equal_nan=True)


@pytest.mark.parametrize("name", CELLS)
def test_jacobian_norms_end_at_1(name):
    run = small_run(name, layers=1).layers[0]
    for spectral in (False, True):
        assert [curve[-1] for curve in gradient_flow.jacobian_norms(run, spectral).values()] == pytest.approx(
            [1.0] * len(run.program.cell.state)
        )


def test_belt_gradient_is_a_product_of_gates():
    found = gradients(small_run("LSTM", 12, 3, 4, 1)).layers[0]
    o, c, f = (found.run.values[name] for name in "ocf")
    enters = o[-1] * (1 - np.tanh(c[-1]) ** 2)
    expected = [enters * f[t + 1 :].prod(axis=0) for t in range(12)]
    assert np.allclose(gradient_flow.belt_gradient(found), expected, rtol=1e-13)


@pytest.mark.parametrize("name", CELLS)
def test_belt_shares_lie_between_0_and_1(name):
    found = gradients(small_run(name, layers=1)).layers[0]
    share = gradient_flow.belt_shares(found)
    fine = share[np.isfinite(share)]
    assert len(fine) and ((fine >= 0) & (fine <= 1)).all()


def test_belt_gradient_is_everything_without_recurrent_weights():
    """With U = 0 nothing but the belt carries a gradient back: its share is 1 at every step."""
    run = small_run("LSTM", 12, 3, 4, 1)
    params = {name: value * (name[0] != "U") for name, value in run.layers[0].layer.params.items()}
    found = gradients(trace([replace(run.layers[0].layer, params=params)], run.x)).layers[0]
    assert np.allclose(gradient_flow.belt_gradient(found), found.values["c"], atol=1e-16)
    assert np.allclose(gradient_flow.belt_shares(found), 1.0)
    jacobian = jacobians(found.run, "c")
    left = gradient_flow.keep_products(found.run, "c")
    assert np.allclose(jacobian, np.stack([np.diag(row) for row in left]), atol=1e-16)


def test_the_plain_network_has_no_belt():
    found = gradients(small_run("RNN", 12, 3, 4, 1)).layers[0]
    assert np.array_equal(gradient_flow.belt_shares(found)[:-1], np.zeros(11))
    assert not gradient_flow.keep_products(found.run, "h")[:-1].any()


def test_remember_for_ever_keeps_the_gradient():
    run = preset_run("remember for ever").layers[0]
    assert np.allclose(gradient_flow.keep_products(run, "c"), 1.0, atol=1e-3)


def test_limits_of_the_bands():
    assert [gradient_flow.band(share) for share in (0.0, 1e-7, 1e-3, 0.5, 3.0, 11.0, np.inf, np.nan)] == [
        "gone", "gone", "shrinking", "alive", "alive", "exploding", "exploding", "exploding"]  # fmt: skip


def test_half_life_of_a_geometric_decay():
    lengths = 0.5 ** (np.arange(20)[::-1] / 4)
    assert gradient_flow.half_life(lengths) == pytest.approx(4.0)
    assert gradient_flow.factor_per_step(np.r_[lengths, np.zeros(5)]) == pytest.approx(0.5**0.25)
    assert gradient_flow.half_life(np.ones(5)) == np.inf
    assert np.isnan(gradient_flow.half_life(np.zeros(5)))


def test_connectivity_is_the_norm_of_each_input_gradient():
    run = small_run("GRU", 8, 3, 4, 1)
    found = gradients(run)
    assert np.allclose(gradient_flow.connectivity(found), np.linalg.norm(found.x, axis=1))


def test_the_radius_of_a_rotation_is_one():
    assert gradient_flow.spectral_radius(np.array([[0.0, -1.0], [1.0, 0.0]])) == pytest.approx(1.0)
    assert np.isnan(gradient_flow.spectral_radius(np.full((2, 2), np.inf)))


def test_a_plain_networks_step_radius_is_that_of_its_slopes_times_u():
    run = small_run("RNN", 6, 3, 4, 1).layers[0]
    slopes = 1 - run.values["h"][2] ** 2
    expected = np.abs(np.linalg.eigvals(slopes[:, None] * run.layer.params["U_h"])).max()
    assert gradient_flow.step_spectral_radius(run, 2) == pytest.approx(expected)
