"""The asked: what any loss asks of a module's answer, found by autograd from the answer alone."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.module_run import Run
from explainer.torch_models.modules.reference_run import leaf, level


@dataclass(frozen=True, eq=False)
class Asked:
    """What a loss is, and what it asks: of the output, (T, B, D p), and of each last state, (L D, B, m) or None."""

    loss: float
    output: Tensor
    state: tuple[Tensor | None, ...]


def ask(run: Run, loss: Callable[..., Tensor]) -> Asked:
    """Call a loss on the module's answer and return what it asks of each number of it; raises InsideError."""
    with torch.inference_mode(False), torch.enable_grad():
        data = run.answer.output.data if isinstance(run.answer.output, PackedSequence) else run.answer.output
        leaves = [leaf(data), *map(leaf, _states(run.answer.state))]
        output: Any = leaves[0]
        if isinstance(run.answer.output, PackedSequence):
            output = run.answer.output._replace(data=leaves[0])
        state = tuple(leaves[1:]) if len(leaves) > 2 else leaves[1]
        said = loss(output, state) if _takes_two(loss) else loss(output)
        if not isinstance(said, Tensor) or said.numel() != 1 or not said.requires_grad:
            raise InsideError("The loss is to be one number that depends on the module's output, as a tensor.")
        found = torch.autograd.grad(said.sum(), leaves, allow_unused=True)
    felt = torch.zeros_like(data) if found[0] is None else found[0]
    whole = run.answer.output._replace(data=felt) if isinstance(run.answer.output, PackedSequence) else felt
    shape, kind = (len(run.parts), run.given.x.shape[1], -1), run.given.x.dtype
    last = tuple(None if one is None else one.to(kind).reshape(shape) for one in found[1:])
    return Asked(said.item(), level(whole, run.given), last)


def _states(state: Any) -> tuple[Tensor, ...]:
    return tuple(state) if isinstance(state, tuple) else (state,)


PLACED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _takes_two(loss: Callable[..., Tensor]) -> bool:
    try:
        kinds = [one.kind for one in inspect.signature(loss).parameters.values() if one.default is one.empty]
    except (TypeError, ValueError):
        return False
    return len([kind for kind in kinds if kind in PLACED]) >= 2
