import copy
import random

import numpy as np
import pytest
import torch
from torch import nn

from explainer import trace_module
from explainer.torch_models.modules.restored_model import restored


class Everything(nn.Module):
    """Changes whatever a forward can change: buffers, attributes, random numbers of three kinds, its input."""

    def __init__(self):
        super().__init__()
        self.norm, self.embed = nn.BatchNorm1d(4), nn.Embedding(9, 3, max_norm=0.1)
        self.rnn, self.history = nn.GRU(4, 5, num_layers=2, dropout=0.5), []
        self.register_buffer("count", torch.zeros(1))
        self.fails = False

    def forward(self, x):
        x += random.random() + np.random.rand() + torch.rand(1)
        self.count += 1
        self.hidden = self.rnn(torch.relu_(self.norm(x)))[1]
        self.history.append(self.hidden)
        if self.fails:
            raise LookupError("the model itself")
        return self.hidden + self.embed(torch.tensor([1])).sum()


@pytest.mark.parametrize("fails", [False, True])
def test_a_model_is_left_as_it_was(fails):
    model, x = Everything(), torch.randn(6, 4)
    model.fails = fails
    model.rnn.register_forward_pre_hook(lambda module, args: None)
    model.rnn.register_forward_hook(lambda module, args, output: None)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    state, before = copy.deepcopy(model.state_dict()), x.clone()
    attributes = [(module, dict(module.__dict__), dict(module._forward_hooks), dict(module._forward_pre_hooks))
                  for module in model.modules()]  # fmt: skip
    numbers = random.getstate(), np.random.get_state()[1].copy(), torch.get_rng_state()
    if fails:
        with pytest.raises(LookupError, match="the model itself"):
            trace_module(model, x)
    else:
        trace_module(model, x).backward(lambda output: output.square().sum())
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())
    assert torch.equal(x, before) and model.history == [] and not hasattr(model, "hidden")
    for module, inside, hooks, pre_hooks in attributes:
        assert module.__dict__ == inside and module._forward_hooks == hooks and module._forward_pre_hooks == pre_hooks
    assert all((parameter.grad == 1).all() for parameter in model.parameters())
    now = random.getstate(), np.random.get_state()[1], torch.get_rng_state()
    assert now[0] == numbers[0] and (now[1] == numbers[1]).all() and torch.equal(now[2], numbers[2])


def test_a_model_runs_as_it_is_called():
    model, x = Everything(), torch.randn(6, 4)
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    t = trace_module(model, x)
    assert torch.equal(t.output, model(x.clone()).detach())


def test_a_tensor_that_two_modules_share_stays_one_during_the_run():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.BatchNorm1d(2))
    shared = model[0].running_mean
    model[1].running_mean = shared
    model[0].extra = [shared]
    with restored(model):
        during = model[0].running_mean
        assert during is model[1].running_mean is model[0].extra[0] and during is not shared
        during += 1
    assert model[0].running_mean is model[1].running_mean is model[0].extra[0] is shared and not shared.any()
