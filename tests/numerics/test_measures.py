from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.memory import carried_state
from explainer.numerics.measures import (
    gates,
    half_life,
    keep_factor,
    keep_per_step,
    remaining_of_first_step,
    replaced_share,
    saturation,
)
from explainer.numerics.trace import trace
from tests.conftest import small_run


def test_saturation_counts_time_below_and_above():
    closed, open_share = saturation(np.array([[0.05, 0.5], [0.95, 0.1], [0.02, 0.9], [0.5, 0.91]]))
    assert closed.tolist() == [0.5, 0.0]
    assert open_share.tolist() == [0.25, 0.25]


def test_half_life_is_the_time_after_which_half_is_left():
    keep = np.array([0.0, 0.5, 0.94, 0.999, 1.0, 1.5])
    lives = half_life(keep)
    assert lives[0] == 0 and lives[1] == 1
    assert np.allclose(keep[1:4] ** lives[1:4], 0.5)
    assert np.isinf(lives[4:]).all()


def test_keep_per_step_has_the_same_product():
    run = small_run("LSTM", layers=1).layers[0]
    assert np.allclose(keep_per_step(run) ** 7, run.values["f"].prod(axis=0))


@pytest.mark.parametrize(("name", "gate"), [("LSTM", "f"), ("GRU", "z"), ("JANET", "f"), ("CIFG", "f")])
def test_the_keep_factor_is_the_gate(name, gate):
    run = small_run(name).layers[0]
    assert np.array_equal(keep_factor(run, carried_state(run.program)), run.values[gate])


def test_other_keep_factors():
    mgu, first = small_run("MGU").layers[0], small_run("LSTM-1997").layers[0]
    assert np.array_equal(keep_factor(mgu, "h"), 1 - mgu.values["f"])
    assert (keep_factor(first, "c") == 1).all()
    assert keep_factor(small_run("RNN").layers[0], "h") is None
    assert keep_per_step(small_run("RNN").layers[0]) is None


@pytest.mark.parametrize("name", CELLS)
def test_the_replaced_share_lies_between_0_and_1(name):
    run = small_run(name).layers[0]
    shares, state = replaced_share(run), run.values[carried_state(run.program) or "h"]
    assert shares.min() >= 0 and shares.max() <= 1
    assert np.array_equal(shares[0], state[0] != 0)  # from zeros, everything that is there is new


def test_replaced_share_of_rnn_and_gru():
    assert (replaced_share(small_run("RNN").layers[0]) == 1).all()
    gru = small_run("GRU").layers[0]
    new = np.abs((1 - gru.values["z"]) * gru.values["n"])
    old = np.abs(gru.values["z"] * gru.values["h_prev"])
    assert np.allclose(replaced_share(gru), new / (new + old))


def test_gates_are_found_by_role():
    found = {name: gates(small_run(name).layers[0]) for name in ("LSTM", "GRU", "MGU", "RNN", "JANET")}
    assert found == {"LSTM": ("i", "f", "o"), "GRU": ("r", "z"), "MGU": ("f",), "RNN": (), "JANET": ("f", "i")}


def test_remaining_of_first_step():
    whole = small_run("GRU", layers=1)
    left = remaining_of_first_step(whole)
    assert left[0] == 1.0 and len(left) == 7
    x = whole.x.copy()
    x[0] = 0
    other = trace([whole.layers[0].layer], x).output
    assert left[5] == np.linalg.norm(whole.output[5] - other[5]) / np.linalg.norm(whole.output[0] - other[0])
    blind = small_run("RNN", layers=1)
    layer = blind.layers[0].layer
    silent = replace(layer, params={name: np.zeros_like(array) for name, array in layer.params.items()})
    assert not remaining_of_first_step(trace([silent], blind.x)).any()  # what reads nothing has nothing to lose
