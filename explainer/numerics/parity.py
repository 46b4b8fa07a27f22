"""The largest difference between a trace and PyTorch, forward and backward."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from explainer.cells.export import torch_source
from explainer.cells.torch_layout import TORCH_CELLS, gate_letters, stack_gates
from explainer.numerics.backward import backward
from explainer.numerics.embedding import Embedding, unfold_embedding
from explainer.numerics.losses import Loss, evaluate_loss, is_one_hot
from explainer.numerics.torch_run import run_in_torch, torch_loss
from explainer.numerics.trace import Layer, Trace
from explainer.numerics.trace import trace as run_trace

TORCH_CLASSES: dict[str, tuple[type[nn.RNNBase], dict[str, Any]]] = {
    name: (getattr(nn, kind), options) for name, (kind, options) in TORCH_CELLS.items()
}


@dataclass(frozen=True)
class Parity:
    """The module that a trace was compared with, and the largest absolute difference of any h at any step."""

    reference: str
    difference: float


def compare(trace: Trace, embedding: Embedding | None = None) -> Parity:
    """Run the same parameters, initial states and sequence in PyTorch, float64, and compare the outputs.

    torch.nn cannot hold values: a trace with holds is compared without them. An `embedding` that was folded into the
    first layer is torch.nn.Embedding before it, unless its matrices were changed or inputs are not one-hot.
    """
    if any(run.layer.holds for run in trace.layers):
        trace = run_trace([replace(run.layer, holds=()) for run in trace.layers], trace.x)
    layers, x, before = [run.layer for run in trace.layers], torch.tensor(trace.x), ""
    unfolded = embedding and is_one_hot(trace.x) and unfold_embedding(layers[0].params, embedding)
    if unfolded and embedding:
        layers[0], before = replace(layers[0], params=unfolded), "torch.nn.Embedding and "
        x = embedding_module(embedding)(x.argmax(dim=1))
    module = torch_module(layers)
    with torch.no_grad():
        run = _exported_output(exported_module(layers), layers, x) if module is None else _output(module, layers, x)
    reference = "the exported module" if module is None else f"torch.nn.{type(module).__name__}"
    return Parity(f"{before}{reference}", float(np.max(np.abs(run.numpy() - trace.output))))


def compare_backward(trace: Trace, loss: Loss, layer: int = -1) -> float:
    """Return the largest difference of any gradient of any value, parameter or input to autograd's, in float64.

    It is relative to the largest gradient where that is above 1, and NaN where gradients are not finite.

    PyTorch runs the same steps with its own operations, held values included, and autograd differentiates them.
    """
    ours = backward(trace, evaluate_loss(loss, trace.layers[layer].values).grad_outputs, layer)
    theirs = run_in_torch(trace)
    torch_loss(loss, theirs[layer]).backward()  # type: ignore[no-untyped-call]
    pairs = [
        (found.gradient(name), array)
        for found, run in zip(theirs, ours.layers, strict=True)
        for name, array in (*run.values.items(), *run.params.items())
        if not name.endswith("_prev")  # torch has one number for h at a step and h_prev at the next
    ]
    largest = max(1.0, *(float(np.max(np.abs(other))) for _, other in pairs))
    return float(np.max([np.max(np.abs(one - other)) for one, other in pairs]) / largest)


def embedding_module(embedding: Embedding) -> nn.Embedding:
    """Return torch.nn's module of an embedding, in float64."""
    tokens, size = embedding.matrix.shape
    return nn.Embedding(tokens, size, _weight=torch.tensor(embedding.matrix))


def torch_module(layers: Sequence[Layer]) -> nn.RNNBase | None:
    """Return torch.nn's module of a cell with the layers' parameters in float64; None where torch.nn has none."""
    program = layers[0].program
    if program.cell.name not in TORCH_CLASSES:
        return None
    kind, options = TORCH_CLASSES[program.cell.name]
    n = layers[0].params[f"W_{gate_letters(program)[0]}"].shape[1]
    module = kind(n, layers[0].m, num_layers=len(layers), **options).double()
    with torch.no_grad():
        for k, layer in enumerate(layers):
            for name, array in stack_gates(program, layer.params, np.concatenate).items():
                getattr(module, f"{name}_l{k}").copy_(torch.tensor(array))
    return module


def exported_module(layers: Sequence[Layer]) -> nn.Module:
    """Return the exported PyTorch source, executed, with the layers' parameters.

    The source is our own: its names were checked by the lowering, and its sentences are escaped.
    """
    space: dict[str, Any] = {}
    exec(torch_source(layers[0].program, [layer.params for layer in layers]), space)  # noqa: S102
    return space["trained"]()  # type: ignore[no-any-return]


def _output(module: nn.RNNBase, layers: Sequence[Layer], x: torch.Tensor) -> torch.Tensor:
    states = [torch.stack(one) for one in zip(*map(_initial_states, layers), strict=True)]  # (layers, m) each
    shown, _ = module(x, tuple(states) if len(states) > 1 else states[0])
    return shown  # type: ignore[no-any-return]


def _exported_output(stack: nn.Module, layers: Sequence[Layer], x: torch.Tensor) -> torch.Tensor:
    below: list[torch.Tensor] = []
    for module, layer in zip(stack.layers, layers, strict=True):  # type: ignore[arg-type]
        x, _, *below = module(x, tuple(_initial_states(layer)), *below)
    return x


def _initial_states(layer: Layer) -> list[torch.Tensor]:
    return [torch.tensor(layer.initial_state(state)) for state in layer.program.cell.state]
