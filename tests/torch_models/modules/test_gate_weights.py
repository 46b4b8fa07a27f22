import pytest
import torch
from torch import nn

from explainer.torch_models.modules.gate_weights import gate_weights
from explainer.torch_models.modules.module_spec import TorchModuleError

KINDS = [nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell]
ORDER = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}


def lstm_by_hand(module, x):
    """One LSTM step from zeros by named gates alone, as in PyTorch's documentation."""
    w = gate_weights(module)["l0"]
    i, f, o = (torch.sigmoid(w[k].input @ x + w[k].bias) for k in "ifo")
    c = i * torch.tanh(w["g"].input @ x + w["g"].bias)
    return o * torch.tanh(c), f


def test_the_gates_of_one_step_compute_the_modules_output():
    module, x = nn.LSTM(3, 4), torch.randn(3)
    assert torch.allclose(lstm_by_hand(module, x)[0], module(x[None])[0][0], atol=1e-6)
    gru = nn.GRU(3, 4)
    w = gate_weights(gru)["l0"]
    r, z = (torch.sigmoid(w[k].input @ x + w[k].bias) for k in "rz")
    n = torch.tanh(w["n"].input @ x + w["n"].bias_input + r * w["n"].bias_hidden)
    assert torch.allclose((1 - z) * n, gru(x[None])[0][0], atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bias", [True, False])
def test_the_gates_of_every_kind_make_up_its_matrices_in_order(kind, bias):
    module = kind(3, 4, bias=bias)
    gates = gate_weights(module)["l0"]
    assert "".join(gates) == ORDER[kind.__name__.removesuffix("Cell")]
    tail = "" if kind.__name__.endswith("Cell") else "_l0"
    assert torch.equal(torch.cat([one.input for one in gates.values()]), getattr(module, f"weight_ih{tail}"))
    assert torch.equal(torch.cat([one.recurrent for one in gates.values()]), getattr(module, f"weight_hh{tail}"))
    gate = next(iter(gates.values()))
    assert (gate.bias is None) is not bias
    if bias:
        assert torch.equal(gate.bias, gate.bias_input + gate.bias_hidden)


def test_layers_directions_and_a_projection():
    module = nn.LSTM(3, 6, num_layers=2, bidirectional=True, proj_size=2)
    found = gate_weights(module)
    assert list(found) == ["l0", "l0_reverse", "l1", "l1_reverse"]
    assert found["l1_reverse"].projection is module.weight_hr_l1_reverse
    assert found["l1"]["o"].input.shape == (6, 4) and found["l1"]["o"].recurrent.shape == (6, 2)
    assert torch.equal(found["l0_reverse"]["g"].recurrent, module.weight_hh_l0_reverse[12:18])
    assert gate_weights(nn.GRU(1, 1))["l0"].projection is None


def test_a_view_sets_the_modules_weights_and_gradients_flow_through_it():
    module = nn.LSTM(3, 4)
    found = gate_weights(module)
    with torch.no_grad():
        found["l0"]["f"].recurrent.fill_(0.5)
    assert (module.weight_hh_l0[4:8] == 0.5).all() and not (module.weight_hh_l0[8:] == 0.5).any()
    found["l0"]["f"].recurrent.square().sum().backward()
    assert (module.weight_hh_l0.grad[4:8] == 1.0).all() and (module.weight_hh_l0.grad[:4] == 0.0).all()


def test_a_module_without_gates_raises():
    with pytest.raises(TorchModuleError, match="“0” .LSTM.: give that one"):
        gate_weights(nn.Sequential(nn.LSTM(1, 1)))


def test_unknown_names_raise_with_those_there_are():
    found = gate_weights(nn.LSTM(1, 1))
    with pytest.raises(KeyError, match="“l1”; there are l0"):
        found["l1"]
    with pytest.raises(KeyError, match="“z”; there are i, f, g, o"):
        found["l0"]["z"]


def test_printing_the_weights_explains_the_order():
    text = str(gate_weights(nn.LSTM(3, 4, bidirectional=True)))
    assert "holds i, f, g, o, in this order" in text and "Layers and directions: l0, l0_reverse." in text
    assert "f  rows 4 to 7: forget gate: how much of the old memory to keep" in text
    assert "r is multiplied" in str(gate_weights(nn.GRU(3, 4)))
    assert "bias=False" in str(gate_weights(nn.GRU(3, 4, bias=False)))
