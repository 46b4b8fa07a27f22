"""The cells that torch.nn has, and how it stacks their gates in its weight matrices."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.cells.program import Program

StackedWeights = Mapping[str, Any]
"""A layer's weights in PyTorch: "weight_ih" (K m, n), "weight_hh" (K m, m), "bias_ih" and "bias_hh" (K m)."""

TORCH_CELLS: dict[str, tuple[str, dict[str, Any]]] = {
    "RNN": ("RNN", {"nonlinearity": "tanh"}),
    "RNN-ReLU": ("RNN", {"nonlinearity": "relu"}),
    "LSTM": ("LSTM", {}),
    "GRU": ("GRU", {}),
}
"""The cells that torch.nn has too: its class's name, and the arguments that select the cell."""

OUR_LETTERS = {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b", "bias_hh": "d"}


def gate_letters(program: Program) -> list[str]:
    """Return the letters of a cell's gates in PyTorch's order: i f g o, r z n; our order is PyTorch's."""
    return [name[2:] for name in program.params if name[0] == "W"]


def gate_slices(program: Program, m: int) -> dict[str, slice]:
    """Return by letter the rows of a gate in PyTorch's stacked matrices."""
    return {letter: slice(k * m, (k + 1) * m) for k, letter in enumerate(gate_letters(program))}


def unstack_gates(program: Program, stacked: StackedWeights, m: int) -> dict[str, Any]:
    """Return a layer's parameters by our letters; where the cell has one bias, it is the sum of PyTorch's two.

    Works on numpy arrays and on tensors, and returns views.
    """
    rows = gate_slices(program, m)
    found = {
        f"{ours}_{gate}": stacked[name][where] for name, ours in OUR_LETTERS.items() for gate, where in rows.items()
    }
    summed = {f"b_{gate}": found[f"b_{gate}"] + found[f"d_{gate}"] for gate in rows}
    return {name: (found if f"d_{name[2:]}" in program.params else found | summed)[name] for name in program.params}


def stack_gates(program: Program, params: Mapping[str, Any], join: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Return a layer's parameters as PyTorch stacks them; where the cell has one bias, the other is zeros."""
    gates = gate_letters(program)
    both = {f"d_{gate}": 0.0 * params[f"b_{gate}"] for gate in gates} | dict(params)
    return {name: join([both[f"{ours}_{gate}"] for gate in gates]) for name, ours in OUR_LETTERS.items()}
