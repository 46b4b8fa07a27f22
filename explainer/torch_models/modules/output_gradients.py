"""The gradients of a loss with respect to a module's output and last states, by autograd from these alone."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.reference_run import leaf, padded


@dataclass(frozen=True, eq=False, repr=False)
class OutputGradients(ShortRepr):
    """A loss, and its gradients: of the output, (T, B, D p), and of each last state, (L D, B, m) or None.

    `between` are gradients of each state at any step, (L D, T, B, m) or None, where states are used before the end.
    """

    loss: float
    output: Tensor
    state: tuple[Tensor | None, ...]
    between: tuple[Tensor | None, ...] = ()


def output_gradients(run: ModuleRun, loss_of: Callable[..., Tensor]) -> OutputGradients:
    """Call a loss function on the module's output and differentiate it; raises TorchModuleError for other losses."""
    with torch.inference_mode(False), torch.enable_grad():
        returned = run.reference.output
        data = returned.data if isinstance(returned, PackedSequence) else returned
        leaves = [leaf(data), *map(leaf, _states(run.reference.state))]
        output: Any = returned._replace(data=leaves[0]) if isinstance(returned, PackedSequence) else leaves[0]
        state = tuple(leaves[1:]) if len(leaves) > 2 else leaves[1]
        loss = loss_of(output, state) if required_arguments(loss_of) >= 2 else loss_of(output)
        if not isinstance(loss, Tensor) or loss.numel() != 1 or not loss.requires_grad:
            raise TorchModuleError("The loss is to be one number that depends on the module's output, as a tensor.")
        grads = torch.autograd.grad(loss.sum(), leaves, allow_unused=True)
    grad = torch.zeros_like(data) if grads[0] is None else grads[0]
    laid_out = returned._replace(data=grad) if isinstance(returned, PackedSequence) else grad
    shape, dtype = (len(run.directions), run.inputs.x.shape[1], -1), run.inputs.x.dtype
    last = tuple(None if one is None else one.to(dtype).reshape(shape) for one in grads[1:])
    return OutputGradients(loss.item(), padded(laid_out, run.inputs), last)


def _states(state: Any) -> tuple[Tensor, ...]:
    return tuple(state) if isinstance(state, tuple) else (state,)


POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def required_arguments(function: Callable[..., Any]) -> int:
    """Return how many arguments a function must be called with; 1 where that is not known."""
    try:
        kinds = [one.kind for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    except (TypeError, ValueError):
        return 1
    return len([kind for kind in kinds if kind in POSITIONAL])
