import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from explainer import trace_module
from explainer.module_trace import TraceWarning


def test_the_first_step_of_an_input_that_is_nan_is_named():
    x = torch.randn(7, 3)
    x[5, 0] = x[6, 1] = torch.nan
    with pytest.warns(TraceWarning, match="The input is NaN at step 5 .counted from 0.") as found:
        t = trace_module(nn.LSTM(3, 4), x)
    assert len(found) == 1 and not t["c"][:5].isnan().any() and t["c"][5:].isnan().all()


def test_what_is_behind_the_end_of_a_packed_sequence_does_not_count():
    x = torch.randn(7, 2, 3)
    x[5, 1] = torch.nan
    trace_module(nn.GRU(3, 4, bidirectional=True), pack_padded_sequence(x, [7, 5]))  # warnings are errors here
    with pytest.warns(TraceWarning, match="NaN at step 5 of sequence 1"):
        trace_module(nn.GRU(3, 4, bidirectional=True), pack_padded_sequence(x, [7, 6]))


def test_states_and_weights_that_are_nan_are_named_too():
    gru, x = nn.GRU(3, 4, num_layers=2), torch.randn(5, 2, 3)
    state = torch.zeros(2, 2, 4)
    state[1, 0, 0] = torch.nan
    with pytest.warns(TraceWarning, match="The initial state h of l1 is NaN"):
        trace_module(gru, x, state)
    with torch.no_grad():
        gru.weight_hh_l1[5, 0] = torch.nan
    with pytest.warns(TraceWarning, match="The weights U_z of l1 are NaN"):
        trace_module(gru, x)
