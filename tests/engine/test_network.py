import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.engine.network import Beginning, Network, begin, run, say
from explainer.numerics.initialisation import chrono, draw
from explainer.numerics.trace import Layer, trace


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_each_seed_runs_as_the_trace_does(name, layers):
    program = lower(CELLS[name])
    network = Network(program, n=3, m=4, k=2, layers=layers)
    params = begin(network, (5, 6), like=torch.empty(0, dtype=torch.float64))
    x = np.random.default_rng(1).normal(size=(7, 3, 2))  # (T, n, B)
    done = run(network, params, torch.tensor(x)[:, None])
    for s, seed in enumerate((5, 6)):
        stack = [Layer(program, draw(program, 4 if k else 3, 4, seed, layer=k)) for k in range(layers)]
        for column in range(2):
            known = trace(stack, x[:, :, column])
            for k, layer in enumerate(known.layers):
                for line in program.cell.equations:
                    found = done.layers[k].value(line.name)[:, s, :, column].numpy()
                    assert np.abs(found - layer.values[line.name]).max() < 1e-12


def test_a_learned_start_begins_at_zero_and_is_felt():
    network = Network(lower(CELLS["LSTM"]), n=2, m=3, k=1)
    params = begin(network, (1,), Beginning(learned=True))
    assert not params["0.start.c"].any()
    params["0.start.c"].requires_grad_()
    say(params, run(network, params, torch.randn(4, 1, 2, 5)).h).sum().backward()
    assert params["0.start.c"].grad.abs().min() > 0


def test_chrono_is_the_starts_own():
    network = Network(lower(CELLS["LSTM"]), n=2, m=3, k=1)
    params = begin(network, (4,), Beginning(keep="chrono", steps=50), torch.empty(0, dtype=torch.float64))
    assert np.array_equal(params["0.b_f"][0].numpy(), chrono(network.program, 3, 4, 50)["b_f"])


def test_a_state_that_is_handed_on_continues_the_run():
    network = Network(lower(CELLS["GRU"]), n=2, m=3, k=1, layers=2)
    params = begin(network, (1, 2), like=torch.empty(0, dtype=torch.float64))
    x = torch.randn(8, 1, 2, 5, dtype=torch.float64)
    whole = run(network, params, x)
    first = run(network, params, x[:3])
    rest = run(network, params, x[3:], first.state)
    assert (torch.cat([first.h, rest.h]) - whole.h).abs().max() < 1e-14
