import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.network import InitSettings, Network, apply_readout, init_network, run
from explainer.numerics.initialisation import chrono_biases, init_params
from explainer.numerics.trace import Layer, trace


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_each_seed_runs_as_in_the_numpy_trace(name, layers):
    program = lower(CELLS[name])
    network = Network(program, n=3, m=4, k=2, layers=layers)
    params = init_network(network, (5, 6), like=torch.empty(0, dtype=torch.float64))
    x = np.random.default_rng(1).normal(size=(7, 3, 2))  # (T, n, B)
    done = run(network, params, torch.tensor(x)[:, None])
    for s, seed in enumerate((5, 6)):
        stack = [Layer(program, init_params(program, 4 if k else 3, 4, seed, layer=k)) for k in range(layers)]
        for column in range(2):
            known = trace(stack, x[:, :, column])
            for k, layer in enumerate(known.layers):
                for line in program.cell.equations:
                    found = done.layers[k].value(line.name)[:, s, :, column].numpy()
                    assert np.abs(found - layer.values[line.name]).max() < 1e-12


def test_a_learned_initial_state_starts_at_zero_and_has_a_gradient():
    network = Network(lower(CELLS["LSTM"]), n=2, m=3, k=1)
    params = init_network(network, (1,), InitSettings(learned_states=True))
    assert not params["0.start.c"].any()
    params["0.start.c"].requires_grad_()
    apply_readout(params, run(network, params, torch.randn(4, 1, 2, 5)).h).sum().backward()
    assert params["0.start.c"].grad.abs().min() > 0


def test_chrono_draws_what_initialisation_draws():
    network = Network(lower(CELLS["LSTM"]), n=2, m=3, k=1)
    params = init_network(
        network, (4,), InitSettings(keep_bias="chrono", steps=50), torch.empty(0, dtype=torch.float64)
    )
    assert np.array_equal(params["0.b_f"][0].numpy(), chrono_biases(network.program, 3, 4, 50)["b_f"])


def test_a_run_continues_from_the_last_state():
    network = Network(lower(CELLS["GRU"]), n=2, m=3, k=1, layers=2)
    params = init_network(network, (1, 2), like=torch.empty(0, dtype=torch.float64))
    x = torch.randn(8, 1, 2, 5, dtype=torch.float64)
    whole = run(network, params, x)
    first = run(network, params, x[:3])
    rest = run(network, params, x[3:], first.state)
    assert (torch.cat([first.h, rest.h]) - whole.h).abs().max() < 1e-14
