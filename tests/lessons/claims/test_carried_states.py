"""What is left of a state, against the equations written out."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims import carried_states
from explainer.lessons.claims.carried_states import BEGINNING, STEPS, change_of_memory, old_share, remaining_of_start
from explainer.lessons.claims.gradient_share import INPUTS, UNITS, random_numbers
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.parity import torch_module
from explainer.numerics.trace import Hold


def test_the_old_share_of_a_gru_is_that_of_torch_s_states():
    params = init_params(lower(CELLS["GRU"]), INPUTS, UNITS, 6, keep_bias=1.0)
    x = random_numbers(6, STEPS)
    with torch.no_grad():
        h = torch_module([Layer(lower(CELLS["GRU"]), params)])(torch.tensor(x))[0].numpy()
    before = np.concatenate([np.zeros((1, UNITS)), h[:-1]])
    sums = x @ params["W_z"].T + before @ params["U_z"].T + params["b_z"] + params["d_z"]
    old = before / (1 + np.exp(-sums))
    share = np.abs(old) / (np.abs(old) + np.abs(h - old))
    assert old_share({"cell": "GRU", "bias": 1.0}, 6) == pytest.approx(share[BEGINNING:].mean())


def test_nothing_of_an_rnn_s_state_is_old():
    assert old_share({"cell": "RNN"}, 6) == 0.0


def test_a_memory_with_saturated_gates_stays_as_in_torch_s_lstm():
    params = init_params(lower(CELLS["LSTM"]), INPUTS, UNITS, 1)
    params |= {"b_f": np.full(UNITS, 200.0), "b_i": np.full(UNITS, -200.0)}
    start = torch.tensor(np.random.default_rng([1, 82]).standard_normal((1, UNITS)))
    with torch.no_grad():
        module = torch_module([Layer(lower(CELLS["LSTM"]), params)])
        c = module(torch.tensor(random_numbers(1, 50)), (torch.zeros_like(start), start))[1][1]
    assert float((c - start).abs().max()) == change_of_memory({"cell": "LSTM", "length": 50}, 1) == 0.0


def test_a_memory_whose_gate_is_not_quite_open_changes(monkeypatch):
    monkeypatch.setattr(carried_states, "Hold", lambda name, since, value: Hold(name, since, 0.999 * value))
    assert change_of_memory({"cell": "LSTM", "length": 50}, 1) > 0.01


@pytest.mark.parametrize(("z", "length"), [(1.0, 50), (0.9, 1)])
def test_what_remains_of_a_start_is_what_torch_s_gru_leaves(z, length):
    params = init_params(lower(CELLS["GRU"]), INPUTS, UNITS, 8)
    params = params | {f"{kind}_z": np.zeros_like(params[f"{kind}_z"]) for kind in "WUd"}
    params["b_z"] = np.full(UNITS, 100.0 if z == 1 else np.log(z / (1 - z)))
    module = torch_module([Layer(lower(CELLS["GRU"]), params)])
    starts = np.random.default_rng([8, 83]).uniform(-1.0, 1.0, (2, UNITS))
    x = torch.tensor(random_numbers(8, length))
    with torch.no_grad():
        one, other = (module(x, torch.tensor(start[None]))[0][-1] for start in starts)
    expected = float((one - other).norm()) / np.linalg.norm(starts[0] - starts[1])
    assert remaining_of_start({"z": z, "length": length}, 8) == pytest.approx(expected)
