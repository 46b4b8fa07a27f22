"""A trace run again in PyTorch, one operation at a time, so that autograd gives every gradient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy, layer_norm, linear, mse_loss

from explainer.cells.primitives import Array
from explainer.cells.program import is_number
from explainer.numerics.losses import Loss
from explainer.numerics.trace import LayerTrace, Trace, unit_holds, whole_hold

AUTOGRAD_OPS: Mapping[str, Callable[..., torch.Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "div": torch.div,
    "matmul": torch.matmul, "exp": torch.exp, "log": torch.log, "erf": torch.erf,
    "min": torch.minimum, "max": torch.maximum,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": torch.clone,
    "norm": lambda a: layer_norm(a, a.shape[-1:]),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class TorchLayerRun:
    """A layer run in PyTorch: every value of every step, and the parameters, all with requires_grad."""

    values: Mapping[str, list[torch.Tensor]]
    params: Mapping[str, torch.Tensor]

    def gradient(self, name: str) -> Array:
        """Return autograd's gradient of a value, (T, m), or a parameter; 0 where the loss does not depend on it."""
        if name in self.params:
            return _grad(self.params[name])
        return np.stack([_grad(value) for value in self.values[name]])


def run_in_torch(trace: Trace) -> list[TorchLayerRun]:
    """Run a stack in PyTorch one operation at a time, float64, and store every value with its gradient."""
    shown = [torch.tensor(row, requires_grad=True) for row in trace.x]
    stack: list[TorchLayerRun] = []
    for run in trace.layers:
        stack.append(_run_layer(run, shown, stack[-1] if stack else None))
        shown = _cloned(stack[-1].values["h"])
    return stack


def _cloned(values: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return clones of values, so that each use has a gradient of its own."""
    copies = [value.clone() for value in values]
    for copy in copies:
        copy.retain_grad()
    return copies


def _run_layer(run: LayerTrace, x: list[torch.Tensor], lower: TorchLayerRun | None) -> TorchLayerRun:
    program = run.program
    params = {name: torch.tensor(value, requires_grad=True) for name, value in run.layer.params.items()}
    now: dict[str, torch.Tensor] = {
        f"{state}_prev": torch.tensor(run.layer.initial_state(state)) for state in program.cell.state
    }
    below = {
        f"{state}_below": _cloned(lower.values[state]) if lower else
        [torch.zeros(run.layer.m, dtype=torch.float64, requires_grad=True) for _ in x] for state in program.below
    }  # fmt: skip
    values: dict[str, list[torch.Tensor]] = {"x": x} | below | {step.name: [] for step in program.steps}
    for t in range(len(x)):
        now |= {name: values[name][t] for name in ("x", *below)}
        for step in program.steps:
            since, value = whole_hold(run.layer, step.name, len(x))
            args = [
                torch.tensor(float(arg)).double() if is_number(arg) else params.get(arg, now.get(arg))
                for arg in step.args
            ]
            made = (
                torch.full_like(torch.tensor(run.values[step.name][t]), value)
                if t >= since
                else AUTOGRAD_OPS[step.op](*args)
            )
            for hold in unit_holds(run.layer, step.name):
                if t >= hold.since:
                    made = made.masked_fill(torch.arange(len(made)).eq(hold.unit or 0), hold.value)
            now[step.name] = made if made.requires_grad else made.requires_grad_()
            now[step.name].retain_grad()
            values[step.name].append(now[step.name])
        now |= {f"{state}_prev": now[state] for state in program.cell.state}
    return TorchLayerRun(values, params)


def torch_loss(loss: Loss, layer: TorchLayerRun) -> torch.Tensor:
    """Return a loss as PyTorch computes it from a layer's values."""
    if loss.weights is None or loss.bias is None:
        name, units = (loss.position.name, loss.position.unit) if loss.position else ("h", slice(None))
        return torch.stack([layer.values[name][t][units].sum() for t in loss.steps]).sum()
    h = torch.stack([layer.values["h"][t] for t in loss.steps])
    outputs = linear(h, torch.tensor(loss.weights), torch.tensor(loss.bias))
    if loss.targets is None:
        return outputs.sum()
    targets = torch.tensor(loss.targets)
    if loss.error == "entropy":
        return cross_entropy(outputs, targets)
    return mse_loss(outputs, targets, reduction="sum") / 2 / len(loss.steps)


def _grad(tensor: torch.Tensor) -> Array:
    return np.asarray(torch.zeros_like(tensor) if tensor.grad is None else tensor.grad)
