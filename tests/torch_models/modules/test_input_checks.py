import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

from explainer import trace_module
from explainer.torch_models.modules.module_spec import TorchModuleError


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (torch.randn(5, 2, 4), r"has the shape \(5, 2, 4\), 4 at each step; the module reads 3 at each step"),
        (pack_sequence([torch.randn(5, 4)]), r"has the shape \(5, 4\), 4 at each step; the module reads 3"),
        (torch.zeros(5, 2, 3, dtype=torch.int64), "holds int64, .* nn.Embedding makes vectors of tokens"),
        (torch.randn(5, 2, 3).double(), "is float64, the weights are float32; x.to\\(torch.float32\\) would fit"),
        (torch.randn(5, 2, 3, device="meta"), "is on meta, the weights on cpu"),
    ],
)
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_an_input_that_does_not_fit_is_refused_before_torch_does(kind, x, sentence):
    with pytest.raises(TorchModuleError, match=sentence):
        trace_module(kind(3, 6), x)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (torch.zeros(2, 3, 6), r"\(2, 3, 6\) was given; h \(3, 2, 6\) would be right"),
        (torch.zeros(3, 1, 6), r"\(3, 1, 6\) was given"),
        (torch.zeros(36), r"\(36,\) was given"),
        ((torch.zeros(3, 2, 6), torch.zeros(3, 2, 6)), r"\(3, 2, 6\) and \(3, 2, 6\) was given"),
    ],
)
def test_states_in_another_order_are_refused(state, found):
    with pytest.raises(TorchModuleError, match=found):
        trace_module(nn.GRU(4, 6, num_layers=3), torch.randn(5, 2, 4), state)


def test_the_input_and_the_states_may_be_named_as_torch_names_them():
    gru, x, h = nn.GRU(3, 4), torch.randn(5, 2, 3), torch.randn(1, 2, 4)
    expected = trace_module(gru, x, h)["z"]
    for call in ({"x": x, "state": h}, {"input": x, "hx": h}):
        assert torch.equal(trace_module(gru, **call)["z"], expected)
    for args, kwargs in (((x, h, h), {}), ((x,), {"x": x}), ((), {}), ((x,), {"lengths": 3})):
        with pytest.raises(TorchModuleError, match="takes an input and initial states"):
            trace_module(gru, *args, **kwargs)
