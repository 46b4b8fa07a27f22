"""The activations and the clip of an ONNX node as the equations of a cell (onnx.ai, operators LSTM, GRU, RNN)."""

from explainer.cells.catalogue import CELLS
from explainer.torch_models.files.activations import (
    CANDIDATE,
    GATES,
    OUTPUT,
    activation,
    cell_text,
    with_activations,
)
from explainer.torch_models.files.limits import short
from explainer.torch_models.files.onnx_graph import Node
from explainer.torch_models.model import ModelError

ACTIVATIONS = {"LSTM": ("sigmoid", "tanh", "tanh"), "GRU": ("sigmoid", "tanh"), "RNN": ("tanh",)}
PLACES = {"LSTM": (GATES, CANDIDATE, OUTPUT), "GRU": (GATES, CANDIDATE), "RNN": (CANDIDATE,)}
NUMBERS = {"hardsigmoid": (0.2, 0.5), "leakyrelu": (0.01, None), "elu": (1.0, None),
           "thresholdedrelu": (1.0, None), "affine": (1.0, 0.0), "scaledtanh": (1.0, 1.0)}  # fmt: skip
"""Activations that take alpha, or alpha and beta, with what these are where a node does not give them."""


def own_text(node: Node, cell: str, directions: int) -> str:
    """Return the equations of a node whose activations or clip the shipped cell lacks; empty where it has them."""
    names, usual = activation_names(node, directions), list(ACTIVATIONS[node.op])
    clip = node.settings.get("clip")
    if clip is None and (names == usual * directions or cell == "RNN-ReLU"):
        return ""
    texts = _texts(node, names)
    first = texts[: len(usual)]
    if len(names) != len(usual) * directions or texts != first * directions:
        raise ModelError(f"“{short(node.name)}” has the activations {short(', '.join(names))}; {len(usual)}, the same "
                         "in each direction, would be right.")  # fmt: skip
    base = CELLS["RNN" if cell == "RNN-ReLU" else cell]
    made = with_activations(base, dict(zip(PLACES[node.op], first, strict=True)), None if clip is None else float(clip))
    return "" if made is base else cell_text(made)


def activation_names(node: Node, directions: int) -> list[str]:
    """Return the names of a node's activations in lower case, those of all directions."""
    found = node.settings.get("activations") or ACTIVATIONS[node.op] * directions
    return [str(one).lower() for one in found]


def _texts(node: Node, names: list[str]) -> list[str]:
    """Return the activations as texts; each takes as many of the node's numbers as it needs, in their order."""
    alphas, betas = (iter(node.settings.get(f"activation_{one}") or ()) for one in ("alpha", "beta"))
    found = []
    for name in names:
        alpha, beta = NUMBERS.get(name, (None, None))
        numbers = {} if alpha is None else {"alpha": float(next(alphas, alpha))}
        numbers |= {} if beta is None else {"beta": float(next(betas, beta))}
        found.append(activation(name, node.name, **numbers))
    return found
