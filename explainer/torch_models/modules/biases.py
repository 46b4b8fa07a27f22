"""Set the bias of the gate that keeps: the forget gate of an LSTM, the update gate of a GRU."""

import torch
from torch import Tensor, nn

from explainer.cells.memory import keep_biases
from explainer.cells.torch_layout import gate_letters
from explainer.torch_models.modules.gate_weights import gate_weights
from explainer.torch_models.modules.module_spec import TorchModuleError, module_spec


def set_forget_bias(module: nn.Module, value: float | Tensor) -> None:
    """Make the forget gate's bias `value` in every layer and direction of an LSTM: a number, or one per unit, (m,).

    PyTorch adds two biases: code that sets both to 1 opens the gate by 2. Here their sum is `value`: bias_ih is set to
    it, bias_hh to 0. The parameters stay the same objects, so an optimiser keeps them. Raises
    TorchModuleError for another module, and for one without biases. Why 1: Jozefowicz, Zaremba & Sutskever 2015.
    """
    spec = module_spec(module)
    if "f" not in gate_letters(spec.program):
        better = "its update gate z keeps: set_keep_bias(module, value)" if spec.cell == "GRU" else "an nn.LSTM has one"
        raise TorchModuleError(f"{type(spec.module).__name__} has no forget gate; {better}.")
    set_keep_bias(module, value)


def set_keep_bias(module: nn.Module, value: float | Tensor) -> None:
    """Make the bias of the gate that keeps `value`, in every layer and direction: f in an LSTM, z in a GRU.

    As in `set_forget_bias`, the sum of PyTorch's two biases is set. Raises TorchModuleError for a plain RNN, which
    has no such gate, and for a module without biases.
    """
    spec = module_spec(module)
    biases, kind = keep_biases(spec.program), type(spec.module).__name__
    if not biases:
        raise TorchModuleError(f"{kind} has no gate that keeps; in an nn.LSTM f does, in an nn.GRU z.")
    with torch.no_grad():
        for direction in gate_weights(module).values():
            gate = direction[biases[0][0].removeprefix("b_")]
            if gate.bias_input is None or gate.bias_hidden is None:
                raise TorchModuleError(
                    f"This {kind} was made with bias=False and has none to set; bias=True adds them."
                )
            gate.bias_input.copy_(torch.as_tensor(value))
            gate.bias_hidden.zero_()
