"""PyTorch's own run of a stack of layers, the reference of claims about its modules."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer


def torch_output(layers: Sequence[Layer], x: Array) -> Array:
    """Return h of the last layer (T, m) over x (T, n), as torch.nn.RNN, LSTM or GRU computes it in float64.

    The layers begin with zeros. Raises ValueError for a cell that torch.nn does not have.
    """
    import torch  # here: the list of claims does not need it

    from explainer.numerics.parity import torch_module

    module = torch_module(layers)
    if module is None:
        raise ValueError(f"torch.nn has no “{layers[0].program.cell.name}”; it has RNN, RNN-ReLU, LSTM and GRU.")
    with torch.no_grad():
        return np.asarray(module(torch.tensor(np.ascontiguousarray(x)))[0].numpy())
