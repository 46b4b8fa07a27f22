import numpy as np
import pytest
import torch

from explainer.cells import loops
from explainer.cells.catalogue import CELLS
from explainer.cells.export import numpy_source, torch_source
from explainer.cells.lowering import lower
from tests.cells.test_export import execute
from tests.conftest import small_run


def test_arguments_of_a_step():
    assert loops.states_read(lower(CELLS["LSTM"])) == ["h_prev", "c_prev"]
    assert loops.states_read(lower(CELLS["LSTM-depth"])) == ["h_prev", "c_prev", "c_below"]


@pytest.mark.parametrize("cell", [name for name in CELLS if not lower(CELLS[name]).below])
def test_other_sources_do_not_mention_the_layer_below(cell):
    assert "below" not in numpy_source(lower(CELLS[cell])) + torch_source(lower(CELLS[cell]))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_states_below_in_a_torch_batch(layers):
    run = small_run("LSTM-depth", 6, 3, 4, layers)
    stack = execute(torch_source(run.layers[0].program, run.params))["trained"]()
    x = torch.tensor(np.stack([run.x, -run.x], axis=1))  # (T, B, n)
    assert np.abs(stack(x)[:, 0].detach().numpy() - run.output).max() < 1e-14


def test_one_layer_accepts_states_below():
    run = small_run("LSTM-depth", 6, 3, 4, 2)
    upper = execute(torch_source(run.layers[0].program, run.params))["trained"]().layers[1]
    below = torch.tensor(run.layers[0].values["c"])[:, None]  # (T, states, m)
    shown, state, own = upper(torch.tensor(run.layers[1].values["x"]), None, below)
    assert np.abs(shown.detach().numpy() - run.output).max() < 1e-14
    assert np.abs(own[:, 0].detach().numpy() - run.layers[1].values["c"]).max() < 1e-14
    assert torch.equal(own[-1, 0], state[1])
