"""Differences between cells against torch.nn and pandas; each is large where the cells really differ."""

import numpy as np
import pandas as pd
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.held_gates import INPUTS, UNITS, random_inputs, run_held
from explainer.lessons.claims.same_numbers import (
    distance_to_average,
    distance_to_dense_layer,
    distance_to_perceptron,
    distance_to_rnn,
    distance_to_tied_lstm,
    gate_dependence,
    gru_of_tied,
)
from explainer.numerics.initialisation import init_params


def test_a_gru_with_open_reset_and_closed_update_is_torch_s_rnn():
    run = run_held("GRU", {"r": 1.0, "z": 0.0}, 3)
    own = run.layer.params
    module = torch.nn.RNN(INPUTS, UNITS).double()
    parts = own["W_n"], own["U_n"], own["b_n"], own["d_n"]
    for target, source in zip(module.parameters(), parts, strict=True):
        target.data = torch.tensor(source)
    with torch.no_grad():
        h = module(torch.tensor(run.values["x"]), torch.tensor(run.layer.state["h"][None]))[0].numpy()
    assert np.abs(run.values["h"] - h).max() < 1e-12
    assert distance_to_rnn({"r": 1.0, "z": 0.0}, 3) < 1e-12
    assert distance_to_rnn({"r": 0.5, "z": 0.0}, 3) > 0.01


@pytest.mark.parametrize("cell", ["GRU", "GRU-Cho"])
def test_a_candidate_that_sees_the_past_is_no_perceptron(cell):
    assert distance_to_perceptron({"cell": cell, "r": 0.5}, 2) > 0.01


def test_the_gru_of_a_tied_lstm_is_one_that_torch_runs():
    params = gru_of_tied(init_params(lower(CELLS["CIFG"]), INPUTS, UNITS, 2))
    assert set(params) == set(lower(CELLS["GRU"]).params)
    own, state = init_params(lower(CELLS["CIFG"]), INPUTS, UNITS, 2), np.zeros(UNITS)
    for x in random_inputs(2, 5):  # a tied LSTM that shows its memory
        write = 1 / (1 + np.exp(-(own["W_i"] @ x + own["U_i"] @ state + own["b_i"])))
        state = (1 - write) * state + write * np.tanh(own["W_g"] @ x + own["U_g"] @ state + own["b_g"])
    keep = torch.zeros(UNITS, dtype=torch.float64)
    p = {name: torch.tensor(value) for name, value in params.items()}
    for x in torch.tensor(random_inputs(2, 5)):
        z = torch.sigmoid(p["W_z"] @ x + p["U_z"] @ keep + p["b_z"])
        keep = (1 - z) * torch.tanh(p["W_n"] @ x + p["U_n"] @ keep + p["b_n"]) + z * keep
    assert np.abs(keep.numpy() - state).max() < 1e-12
    assert distance_to_tied_lstm({"output": "none"}, 2) < 1e-12


def test_with_a_held_update_gate_the_state_is_pandas_average_of_the_candidates():
    run = run_held("GRU", {"z": 0.9}, 4, state=np.zeros(UNITS))
    with_start = pd.DataFrame(np.concatenate([np.zeros((1, UNITS)), run.values["n"]]))
    average = with_start.ewm(alpha=0.1, adjust=False).mean().to_numpy()[1:]
    assert np.abs(run.values["h"] - average).max() < 1e-12
    assert distance_to_average({"z": 0.9}, 4) < 1e-12


@pytest.mark.parametrize(("cell", "gate"), [("LSTM", "g"), ("GRU", "n")])
def test_what_is_no_sigmoid_layer_differs_from_one(cell, gate):
    assert distance_to_dense_layer({"cell": cell, "gate": gate}, 3) > 0.1


def test_weights_of_the_candidate_are_not_those_of_a_gate():
    assert gate_dependence({"gate": "f"}, 3) < 1e-12
    assert gate_dependence({"gate": "g"}, 3) > 0.1  # a tanh works otherwise
