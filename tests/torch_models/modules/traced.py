"""Small modules that have been traced, for several tests."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from explainer.module_trace import ModuleTrace, trace_module


def traced(kind=nn.LSTM, steps: int = 5, batch: int = 2, n: int = 3, m: int = 4, **options) -> ModuleTrace:
    """Trace a module with weights and an input from a seed."""
    torch.manual_seed(1)
    return trace_module(kind(n, m, **options), torch.randn(steps, batch, n, dtype=options.get("dtype")))


def traced_packed(**options) -> ModuleTrace:
    """Trace an LSTM over a packed batch: three steps of the first sequence, five of the second."""
    torch.manual_seed(1)
    x = pack_padded_sequence(torch.randn(5, 2, 3), [3, 5], enforce_sorted=False)
    return trace_module(nn.LSTM(3, 4, **options), x)
