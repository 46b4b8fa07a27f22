import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state, keep_biases
from explainer.numerics.initialisation import INITIALISATIONS, chrono_biases, gains, init_params
from explainer.numerics.measures import keep_factor
from explainer.numerics.trace import Layer, trace

LSTM = lower(CELLS["LSTM"])


@pytest.mark.parametrize("start", INITIALISATIONS)
def test_the_same_seed_draws_the_same_and_another_does_not(start):
    one, again, other = (init_params(LSTM, 3, 5, seed, start) for seed in (1, 1, 2))
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert not np.array_equal(one["W_f"], other["W_f"])


def test_layers_are_drawn_independently():
    assert not np.array_equal(init_params(LSTM, 5, 5, 1)["W_f"], init_params(LSTM, 5, 5, 1, layer=1)["W_f"])


def test_uniform_fills_pytorchs_range():
    values = np.concatenate([array.ravel() for array in init_params(LSTM, 30, 25, 0).values()])
    assert np.abs(values).max() <= 0.2
    assert np.abs(values).max() > 0.199
    assert abs(values.mean()) < 0.005


def test_orthogonal_matrices_are_orthogonal():
    u = init_params(LSTM, 3, 6, 0, "orthogonal")["U_f"]
    assert np.abs(u @ u.T - np.eye(6)).max() < 1e-12


def test_identity_initialisation():
    params = init_params(lower(CELLS["RNN-ReLU"]), 3, 4, 0, "identity")
    assert np.array_equal(params["U_h"], np.eye(4))
    assert not params["b_h"].any()


def test_scale_multiplies():
    assert np.allclose(init_params(LSTM, 3, 4, 0, scale=3.0)["U_o"], 3.0 * init_params(LSTM, 3, 4, 0)["U_o"])


@pytest.mark.parametrize("name", [name for name, cell in CELLS.items() if keep_biases(lower(cell))])
def test_a_higher_keep_bias_keeps_more_in_every_cell(name):
    program = lower(CELLS[name])
    factors = []
    for bias in (-2.0, 0.0, 2.0):
        layer = Layer(program, init_params(program, 3, 4, 0, keep_bias=bias))
        factors.append(keep_factor(trace([layer], np.zeros((1, 3))).layers[0], carried_state(program)))
    if name in ("minLSTM", "sLSTM"):  # their keep factor is a share of both gates
        assert (np.diff(np.squeeze(factors), axis=0) > 0).all()
        return
    assert np.allclose(factors, [[[1 / (1 + np.exp(2))] * 4], [[0.5] * 4], [[1 / (1 + np.exp(-2))] * 4]])


def test_chrono_biases():
    drawn = chrono_biases(LSTM, 2000, 3, 101)
    spans = np.exp(drawn["b_f"])
    assert set(drawn) == {"b_f", "b_i"} and np.array_equal(drawn["b_i"], -drawn["b_f"])
    assert spans.min() >= 1.0 and spans.max() <= 100.0
    assert np.abs(np.quantile(spans, [0.25, 0.5, 0.75]) - [25.75, 50.5, 75.25]).max() < 4.0


def test_chrono_biases_of_each_cell():
    assert set(chrono_biases(lower(CELLS["GRU"]), 4, 0, 50)) == {"b_z", "d_z"}
    assert not chrono_biases(lower(CELLS["GRU"]), 4, 0, 50)["d_z"].any()
    assert (chrono_biases(lower(CELLS["MGU"]), 4, 0, 50)["b_f"] <= 0).all()
    assert (chrono_biases(lower(CELLS["CIFG"]), 4, 0, 50)["b_i"] <= 0).all()
    assert chrono_biases(lower(CELLS["RNN"]), 4, 0, 50) == chrono_biases(lower(CELLS["LSTM-1997"]), 4, 0, 50) == {}


@pytest.mark.parametrize("start", INITIALISATIONS)
def test_gains_are_1_in_every_initialisation(start):
    normed = lower(CELLS["LSTM-norm"])
    assert gains(normed) == {f"p_{part}{gate}" for part in "xh" for gate in "ifgo"} | {"p_c"}
    drawn = init_params(normed, 3, 4, 5, start, scale=3.0)
    assert all((drawn[name] == 1.0).all() for name in gains(normed))
    assert not gains(lower(CELLS["LSTM-peephole"]))


def test_a_weight_with_another_use_is_no_gain():
    both = lower(read_cell("a = p_a * norm(W_a @ x)\nh = tanh(a + p_a * h_prev)"))
    assert not gains(both)
