"""Parity: the largest difference between a trace and PyTorch, computed for what is on the screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, layer_norm, linear, mse_loss

from explainer.cells.export import torch_source
from explainer.cells.primitives import Array
from explainer.cells.program import is_number
from explainer.cells.torch_layout import letters, stacked
from explainer.numerics.backward import backward
from explainer.numerics.losses import Loss, read
from explainer.numerics.trace import Layer, LayerTrace, Trace, held, units_held
from explainer.numerics.trace import trace as again

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
    layers = [run.layer for run in trace.layers]
    module = twin(layers)
    with torch.no_grad():
        shown = _show_stack(exported(layers), trace) if module is None else _show_twin(module, trace)
    reference = "the exported module" if module is None else f"torch.nn.{type(module).__name__}"
    return Parity(reference, float(np.max(np.abs(shown.numpy() - trace.output))))


ROWS: Mapping[str, Callable[..., torch.Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "matmul": torch.matmul,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": torch.clone,
    "norm": lambda a: layer_norm(a, a.shape[-1:]),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Walked:
    """A layer as PyTorch walks it: every value of every step, and the parameters, all asking for their gradient."""

    values: Mapping[str, list[torch.Tensor]]
    params: Mapping[str, torch.Tensor]

    def gradient(self, name: str) -> Array:
        """Return what autograd has found for a value, (T, m), or a parameter; 0 where nothing depends on it."""
        if name in self.params:
            return _grad(self.params[name])
        return np.stack([_grad(value) for value in self.values[name]])


def compare_backward(trace: Trace, loss: Loss, layer: int = -1) -> float:
    """Return the largest difference of any gradient of any value, parameter or input to autograd's, in float64.

    It is a share of the largest gradient where that is above 1, and NaN where gradients are too large for a number.

    PyTorch walks the same steps with its own operations, what is held too, and differentiates them by itself.
    """
    ours = backward(trace, read(loss, trace.layers[layer].values).seeds, layer)
    theirs = walk(trace)
    lost(loss, theirs[layer]).backward()  # type: ignore[no-untyped-call]
    pairs = [
        (found.gradient(name), array)
        for found, run in zip(theirs, ours.layers, strict=True)
        for name, array in (*run.values.items(), *run.params.items())
        if not name.endswith("_prev")  # torch has one number for h at a step and h_prev at the next
    ]
    largest = max(1.0, *(float(np.max(np.abs(other))) for _, other in pairs))
    return float(np.max([np.max(np.abs(one - other)) for one, other in pairs]) / largest)


def walk(trace: Trace) -> list[Walked]:
    """Run a stack in PyTorch one operation at a time, float64, and keep every value with its gradient."""
    shown = [torch.tensor(row, requires_grad=True) for row in trace.x]
    stack: list[Walked] = []
    for run in trace.layers:
        stack.append(_walk_layer(run, shown, stack[-1] if stack else None))
        shown = _apart(stack[-1].values["h"])
    return stack


def _apart(values: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return copies of values, so that what goes back over each way is seen apart."""
    copies = [value.clone() for value in values]
    for copy in copies:
        copy.retain_grad()
    return copies


def _walk_layer(run: LayerTrace, x: list[torch.Tensor], lower: Walked | None) -> Walked:
    program = run.program
    params = {name: torch.tensor(value, requires_grad=True) for name, value in run.layer.params.items()}
    now: dict[str, torch.Tensor] = {
        f"{state}_prev": torch.tensor(run.layer.start(state)) for state in program.cell.state
    }
    below = {
        f"{state}_below": _apart(lower.values[state]) if lower else
        [torch.zeros(run.layer.m, dtype=torch.float64, requires_grad=True) for _ in x] for state in program.below
    }  # fmt: skip
    values: dict[str, list[torch.Tensor]] = {"x": x} | below | {step.name: [] for step in program.steps}
    for t in range(len(x)):
        now |= {name: values[name][t] for name in ("x", *below)}
        for step in program.steps:
            since, value = held(run.layer, step.name, len(x))
            args = [
                torch.tensor(float(arg)).double() if is_number(arg) else params.get(arg, now.get(arg))
                for arg in step.args
            ]
            made = (
                torch.full_like(torch.tensor(run.values[step.name][t]), value) if t >= since else ROWS[step.op](*args)
            )
            for hold in units_held(run.layer, step.name):
                if t >= hold.since:
                    made = made.masked_fill(torch.arange(len(made)).eq(hold.unit or 0), hold.value)
            now[step.name] = made if made.requires_grad else made.requires_grad_()
            now[step.name].retain_grad()
            values[step.name].append(now[step.name])
        now |= {f"{state}_prev": now[state] for state in program.cell.state}
    return Walked(values, params)


def lost(loss: Loss, layer: Walked) -> torch.Tensor:
    """Return a loss as PyTorch computes it, of the values it has walked."""
    if loss.weights is None or loss.bias is None or loss.targets is None:
        units = loss.of.unit if loss.of else slice(None)
        return torch.stack([layer.values[loss.of.name if loss.of else "h"][t][units].sum() for t in loss.steps]).sum()
    shown = torch.stack([layer.values["h"][t] for t in loss.steps])
    answers, targets = linear(shown, torch.tensor(loss.weights), torch.tensor(loss.bias)), torch.tensor(loss.targets)
    if loss.error == "entropy":
        return cross_entropy(answers, targets)
    return mse_loss(answers, targets, reduction="sum") / 2 / len(loss.steps)


def _grad(tensor: torch.Tensor) -> Array:
    return np.asarray(torch.zeros_like(tensor) if tensor.grad is None else tensor.grad)


def twin(layers: Sequence[Layer]) -> nn.RNNBase | None:
    """Return torch.nn's own module with the layers' parameters in float64, or None if it has none."""
    program = layers[0].program
    if program.cell.name not in TWINS:
        return None
    kind, options = TWINS[program.cell.name]
    n = layers[0].params[f"W_{letters(program)[0]}"].shape[1]
    module = kind(n, layers[0].m, num_layers=len(layers), **options).double()
    with torch.no_grad():
        for k, layer in enumerate(layers):
            for name, array in stacked(program, layer.params, np.concatenate).items():
                getattr(module, f"{name}_l{k}").copy_(torch.tensor(array))
    return module


def exported(layers: Sequence[Layer]) -> nn.Module:
    """Return the exported PyTorch source, executed, with the layers' parameters.

    The source is our own: every name in it has passed the lowering's checks, every sentence its quotes.
    """
    space: dict[str, Any] = {}
    exec(torch_source(layers[0].program, [layer.params for layer in layers]), space)  # noqa: S102
    return space["trained"]()  # type: ignore[no-any-return]


def _show_twin(module: nn.RNNBase, trace: Trace) -> torch.Tensor:
    states = [torch.stack(starts) for starts in zip(*map(_starts, trace.layers), strict=True)]  # (layers, m) each
    shown, _ = module(torch.tensor(trace.x), tuple(states) if len(states) > 1 else states[0])
    return shown  # type: ignore[no-any-return]


def _show_stack(stack: nn.Module, trace: Trace) -> torch.Tensor:
    shown = torch.tensor(trace.x)
    below: list[torch.Tensor] = []
    for layer, run in zip(stack.layers, trace.layers, strict=True):  # type: ignore[arg-type]
        shown, _, *below = layer(shown, tuple(_starts(run)), *below)
    return shown


def _starts(run: LayerTrace) -> list[torch.Tensor]:
    return [torch.tensor(run.layer.start(state)) for state in run.program.cell.state]
