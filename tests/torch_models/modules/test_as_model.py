import numpy as np
import pytest
import torch
from torch import nn

from explainer.module_trace import trace_module
from explainer.numerics.trace import trace
from explainer.torch_models.modules.as_model import model_of
from explainer.torch_models.modules.module_spec import TorchModuleError
from tests.torch_models.modules.traced import traced, traced_packed


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_the_numpy_trace_of_the_model_equals_the_module(kind):
    module, x = kind(3, 4, num_layers=2, dtype=torch.float64), torch.randn(6, 2, 3, dtype=torch.float64)
    first = torch.randn(2, 2, 4, dtype=torch.float64)
    state = (first, first.flip(0)) if kind is nn.LSTM else first
    model = model_of(trace_module(module, x, state).run, sequence=2)
    run = trace([model.layer(0), model.layer(1)], model.x)
    assert np.abs(run.output - module(x, state)[0][:, 1].detach().numpy()).max() < 1e-12
    assert (model.n, model.m, model.directions, model.dtype) == (3, 4, ("forward",), "float64")


def test_both_directions_are_in_the_model():
    model = model_of(traced(bidirectional=True, num_layers=2).run)
    assert [len(layer) for layer in model.params] == [2, 2] and len(model.initial_states[1]) == 2
    assert model.params[1][1]["W_i"].shape == (4, 8)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_a_projection_is_in_the_model():
    model = model_of(traced(proj_size=2).run)
    assert model.params[0][0]["P"].shape == (2, 4) and model.initial_states[0][0]["h"].shape == (2,)


def test_a_packed_sequence_has_its_own_length():
    assert model_of(traced_packed().run, 1).x.shape == (3, 3) and model_of(traced_packed().run, 2).x.shape == (5, 3)
    with pytest.raises(TorchModuleError, match="There is no sequence 3; the batch has 2"):
        model_of(traced_packed().run, 3)
