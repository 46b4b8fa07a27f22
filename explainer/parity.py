"""Parity: the largest difference between a trace and PyTorch, computed for what is on the screen."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from explainer.export import torch_source, weights_of
from explainer.trace import LayerTrace, Trace
from explainer.trace import trace as again

TWINS: dict[str, tuple[type[nn.RNNBase], dict[str, Any]]] = {
    "RNN": (nn.RNN, {"nonlinearity": "tanh"}),
    "RNN-ReLU": (nn.RNN, {"nonlinearity": "relu"}),
    "LSTM": (nn.LSTM, {}),
    "GRU": (nn.GRU, {}),
}


@dataclass(frozen=True)
class Parity:
    """What a trace was compared with, and the largest absolute difference of any h at any step."""

    reference: str
    difference: float


def compare(trace: Trace) -> Parity:
    """Run the same parameters, starts and sequence in PyTorch, float64, and compare what each shows.

    PyTorch knows nothing of holds: a trace that holds something is compared without.
    """
    if any(run.layer.holds for run in trace.layers):
        trace = again([replace(run.layer, holds=()) for run in trace.layers], trace.x)
    module = twin(trace)
    with torch.no_grad():
        shown = _show_stack(exported(trace), trace) if module is None else _show_twin(module, trace)
    reference = "the exported module" if module is None else f"torch.nn.{type(module).__name__}"
    return Parity(reference, float(np.max(np.abs(shown.numpy() - trace.output))))


def twin(trace: Trace) -> nn.RNNBase | None:
    """Return torch.nn's own module with the trace's parameters in float64, or None if it has none."""
    program = trace.layers[0].program
    if program.cell.name not in TWINS:
        return None
    kind, options = TWINS[program.cell.name]
    weights = weights_of(trace)
    module: Any = kind(trace.x.shape[1], trace.layers[0].layer.m, num_layers=len(weights), **options)
    module = module.double()
    letters = [name[2:] for name in program.params if name[0] == "W"]  # our order is PyTorch's order
    with torch.no_grad():
        for k, params in enumerate(weights):
            for theirs, ours in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"), ("bias_hh", "d")):
                blocks = [params.get(f"{ours}_{letter}", np.zeros(trace.layers[k].layer.m)) for letter in letters]
                getattr(module, f"{theirs}_l{k}").copy_(torch.tensor(np.concatenate(blocks)))
    return module  # type: ignore[no-any-return]


def exported(trace: Trace) -> nn.Module:
    """Return the exported PyTorch source, executed, with the trace's parameters.

    The source is our own: every name in it has passed the lowering's checks, every sentence its quotes.
    """
    space: dict[str, Any] = {}
    exec(torch_source(trace.layers[0].program, weights_of(trace)), space)  # noqa: S102
    return space["trained"]()  # type: ignore[no-any-return]


def _show_twin(module: nn.RNNBase, trace: Trace) -> torch.Tensor:
    states = [torch.stack(starts) for starts in zip(*map(_starts, trace.layers), strict=True)]  # (layers, m) each
    shown, _ = module(torch.tensor(trace.x), tuple(states) if len(states) > 1 else states[0])
    return shown  # type: ignore[no-any-return]


def _show_stack(stack: nn.Module, trace: Trace) -> torch.Tensor:
    shown = torch.tensor(trace.x)
    for layer, run in zip(stack.layers, trace.layers, strict=True):  # type: ignore[arg-type]
        shown, _ = layer(shown, tuple(_starts(run)))
    return shown


def _starts(run: LayerTrace) -> list[torch.Tensor]:
    return [torch.tensor(run.layer.start(state)) for state in run.program.cell.state]
