"""The layout: how PyTorch stacks a cell's gates in its matrices, and our letters cut out of them."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.cells.program import Program

Stacked = Mapping[str, Any]
"""A layer's weights as PyTorch has them: "weight_ih" (K m, n), "weight_hh" (K m, m), "bias_ih" and "bias_hh" (K m)."""

OURS = {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b", "bias_hh": "d"}


def letters(program: Program) -> list[str]:
    """Return the letters of a cell's gates in PyTorch's order: i f g o, r z n; our order is PyTorch's."""
    return [name[2:] for name in program.params if name[0] == "W"]


def slices(program: Program, m: int) -> dict[str, slice]:
    """Return by letter the rows that belong to a gate."""
    return {letter: slice(k * m, (k + 1) * m) for k, letter in enumerate(letters(program))}


def cut(program: Program, stacked: Stacked, m: int) -> dict[str, Any]:
    """Return a layer's parameters by our letters; where the cell has one bias, it is the sum of PyTorch's two.

    Works on numpy arrays and on tensors; what is cut is a view of what came in.
    """
    rows = slices(program, m)
    found = {f"{OURS[name]}_{gate}": stacked[name][here] for name in OURS for gate, here in rows.items()}
    summed = {f"b_{gate}": found[f"b_{gate}"] + found[f"d_{gate}"] for gate in rows}
    return {name: (found if f"d_{name[2:]}" in program.params else found | summed)[name] for name in program.params}


def stacked(program: Program, params: Mapping[str, Any], join: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Return a layer's parameters as PyTorch stacks them; where the cell has one bias, the other is zeros."""
    zeros = {name: 0.0 * params[f"b_{name[2:]}"] for name in (f"d_{gate}" for gate in letters(program))}
    whole = zeros | dict(params)
    return {name: join([whole[f"{ours}_{gate}"] for gate in letters(program)]) for name, ours in OURS.items()}
