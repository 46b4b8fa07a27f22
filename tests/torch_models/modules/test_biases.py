import pytest
import torch
from torch import nn

from explainer.torch_models.modules.biases import set_forget_bias, set_keep_bias
from explainer.torch_models.modules.gate_weights import gate_weights
from explainer.torch_models.modules.module_spec import TorchModuleError

STACK = nn.LSTM(3, 4, num_layers=2, bidirectional=True, dtype=torch.float64)


@pytest.mark.parametrize("module", [STACK, nn.LSTMCell(3, 4)])
def test_the_forget_bias_is_set_and_nothing_else_changes(module):
    before = {name: value.clone() for name, value in module.state_dict().items()}
    objects = list(map(id, module.parameters()))
    set_forget_bias(module, 1.0)
    for name, value in module.state_dict().items():
        rows = torch.arange(len(value))
        touched = (rows >= 4) & (rows < 8) if name.startswith("bias") else torch.zeros(len(value), dtype=torch.bool)
        assert torch.equal(value[~touched], before[name][~touched])
    assert all((direction["f"].bias == 1.0).all() for direction in gate_weights(module).values())
    assert list(map(id, module.parameters())) == objects and all(p.requires_grad for p in module.parameters())


def test_the_gate_opens_by_that_much():
    module = nn.LSTM(3, 4)
    set_forget_bias(module, 1.0)
    c = torch.ones(4)
    with torch.no_grad():
        gate_weights(module)["l0"]["i"].bias_input.fill_(-1e4)  # nothing is written
    _, (_, c_last) = module(torch.zeros(1, 3), (torch.zeros(1, 4), c[None]))
    assert torch.allclose(c_last[0], torch.sigmoid(torch.ones(4)))


def test_a_bias_per_unit_and_the_update_gate_of_a_gru():
    module = nn.GRU(3, 4, num_layers=2)
    set_keep_bias(module, torch.arange(4.0))
    assert torch.equal(gate_weights(module)["l1"]["z"].bias, torch.arange(4.0))
    assert (module.bias_hh_l0[4:8] == 0).all() and not (module.bias_hh_l0[:4] == 0).any()


@pytest.mark.parametrize(
    ("setter", "module", "sentence"),
    [
        (set_forget_bias, nn.GRU(1, 1), r"GRU has no forget gate; its update gate z keeps: set_keep_bias"),
        (set_forget_bias, nn.RNN(1, 1), "RNN has no forget gate; an nn.LSTM has one"),
        (set_keep_bias, nn.RNNCell(1, 1), "RNNCell has no gate that keeps"),
        (set_forget_bias, nn.LSTM(1, 1, bias=False), "bias=False and has none to set"),
    ],
)
def test_a_bias_that_cannot_be_set_raises(setter, module, sentence):
    with pytest.raises(TorchModuleError, match=sentence):
        setter(module, 1.0)
