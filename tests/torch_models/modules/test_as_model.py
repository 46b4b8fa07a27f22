import numpy as np
import pytest
import torch
from torch import nn

from explainer.module_trace import trace_module
from explainer.numerics.trace import trace
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.as_model import model_of
from tests.torch_models.modules.traced import traced, traced_packed


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_model_traced_by_numpy_has_the_numbers_of_the_module(kind):
    module, x = kind(3, 4, num_layers=2, dtype=torch.float64), torch.randn(6, 2, 3, dtype=torch.float64)
    first = torch.randn(2, 2, 4, dtype=torch.float64)
    state = (first, first.flip(0)) if kind is nn.LSTM else first
    model = model_of(trace_module(module, x, state).run, sequence=2)
    run = trace([model.layer(0), model.layer(1)], model.x)
    assert np.abs(run.output - module(x, state)[0][:, 1].detach().numpy()).max() < 1e-12
    assert (model.n, model.m, model.directions, model.dtype) == (3, 4, ("forward",), "float64")


def test_both_directions_come_along():
    model = model_of(traced(bidirectional=True, num_layers=2).run)
    assert [len(parts) for parts in model.parts] == [2, 2] and len(model.starts[1]) == 2
    assert model.parts[1][1]["W_i"].shape == (4, 8)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_a_projection_comes_along():
    model = model_of(traced(proj_size=2).run)
    assert model.parts[0][0]["P"].shape == (2, 4) and model.starts[0][0]["h"].shape == (2,)


def test_a_packed_sequence_ends_where_it_does():
    assert model_of(traced_packed().run, 1).x.shape == (3, 3) and model_of(traced_packed().run, 2).x.shape == (5, 3)
    with pytest.raises(InsideError, match="There is no sequence 3; the batch has 2"):
        model_of(traced_packed().run, 3)
