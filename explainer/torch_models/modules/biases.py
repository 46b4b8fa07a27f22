"""The biases: the gate that keeps, opened by as much as was asked for."""

import torch
from torch import Tensor, nn

from explainer.cells.memory import keep_biases
from explainer.cells.torch_layout import letters
from explainer.torch_models.modules.anatomy import InsideError, anatomy
from explainer.torch_models.modules.gate_weights import gate_weights


def set_forget_bias(module: nn.Module, value: float | Tensor) -> None:
    """Make the forget gate's bias `value` in every layer and direction of an LSTM: a number, or one per unit, (m,).

    PyTorch adds two biases: code that sets both to 1 opens the gate by 2. Here their sum is `value`: the one beside the
    input takes it, the other becomes 0. The parameters stay the same objects, so an optimiser keeps them. Raises
    InsideError for another module, and for one without biases. Why 1: Jozefowicz, Zaremba & Sutskever 2015.
    """
    known = anatomy(module)
    if "f" not in letters(known.program):
        better = "what keeps in it is z: set_keep_bias(module, value)" if known.cell == "GRU" else "an nn.LSTM has one"
        raise InsideError(f"{type(known.module).__name__} has no forget gate; {better}.")
    set_keep_bias(module, value)


def set_keep_bias(module: nn.Module, value: float | Tensor) -> None:
    """Make the bias of the gate that keeps `value`, in every layer and direction: f in an LSTM, z in a GRU.

    As in `set_forget_bias`, the sum of PyTorch's two biases is what is set. Raises InsideError for a plain RNN, which
    has no such gate, and for a module without biases.
    """
    known = anatomy(module)
    keeping, kind = keep_biases(known.program), type(known.module).__name__
    if not keeping:
        raise InsideError(f"No gate of {kind} keeps anything by its bias; in an nn.LSTM f does, in an nn.GRU z.")
    with torch.no_grad():
        for part in gate_weights(module).values():
            gate = part[keeping[0][0].removeprefix("b_")]
            if gate.bias_input is None or gate.bias_hidden is None:
                raise InsideError(f"This {kind} was made with bias=False and has none to set; bias=True makes them.")
            gate.bias_input.copy_(torch.as_tensor(value))
            gate.bias_hidden.zero_()
