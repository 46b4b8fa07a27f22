"""The gradient of a value that is computed before the time loop, such as a gate that reads the input alone."""

from typing import Protocol

import torch
from torch import Tensor

from explainer.cells.program import Step
from explainer.engine.buffers import Buffers
from explainer.engine.kernels import TORCH_OPS


class Run(Protocol):
    """A run of a layer, whose backward pass is over."""

    buffers: Buffers

    def value(self, name: str) -> Tensor:
        """Return a value at every time step."""

    def grad(self, name: str) -> Tensor | None:
        """Return a value's gradient at every time step; None where it has none."""


def hoisted_gradient(run: Run, name: str, in_loop: Tensor | None) -> Tensor | None:
    """Return a hoisted value's gradient, (T, S, m, B): `in_loop`, which the time loop sends, and all other terms."""
    plan, found = run.buffers.plan, [in_loop]
    for block, terms in plan.other_terms.items():  # what is added to a block has the block's gradient
        for sign, term in terms:
            grad = run.grad(block) if term == name else None
            found.append(grad if grad is None else sign * grad)
    for step in plan.sums.program.steps:
        if name in step.args and plan.sums.is_hoisted(step.name):
            found.append(_through(run, step, name))
    terms_found = [one for one in found if one is not None]
    return sum(terms_found[1:], terms_found[0]) if terms_found else None


def _through(run: Run, step: Step, name: str) -> Tensor | None:
    """Return what a hoisted step sends back to one of its arguments, which is hoisted too."""
    upstream = run.grad(step.name)
    if upstream is None:
        return None
    with torch.enable_grad():
        values = [run.value(arg) if step.op == "matmul" else run.value(arg).expand_as(upstream) for arg in step.args]
        leaves = {arg: one.detach().requires_grad_() for arg, one in zip(step.args, values, strict=True)}
        made = TORCH_OPS[step.op](*(leaves[arg] for arg in step.args))
    return torch.autograd.grad(made, leaves[name], upstream)[0]
