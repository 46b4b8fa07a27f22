"""Sentences for an input or initial states that a recurrent module cannot read, before PyTorch raises an error."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from explainer.torch_models.modules.module_spec import ModuleSpec, TorchModuleError


def layout_of(spec: ModuleSpec, x: Any) -> str:
    """Return the layout of an input, as in ModuleInput; raises TorchModuleError where it has none."""
    wanted = "(n), (B, n) or (T, B, n)" if spec.is_cell else "(T, n), (T, B, n) or a PackedSequence"
    layouts = ("", "B", "TB") if spec.is_cell else ("?", "T", "BT" if spec.batch_first else "TB")
    if not isinstance(x, Tensor) or not 1 <= x.ndim <= 3 or layouts[x.ndim - 1] == "?":
        found = f"has the shape {tuple(x.shape)}" if isinstance(x, Tensor) else f"is a {type(x).__name__}"
        raise TorchModuleError(f"The input {found}; {wanted} would be right.")
    if 0 in x.shape[:-1]:
        raise TorchModuleError(f"The input has the shape {tuple(x.shape)}: there is nothing to read.")
    return layouts[x.ndim - 1]


def check_numbers(spec: ModuleSpec, x: Tensor) -> None:
    """Raise TorchModuleError where the numbers of an input, (…, n), are not what the module's weights take."""
    weight = spec.parameter
    if x.shape[-1] != spec.n:
        raise TorchModuleError(f"The input has the shape {tuple(x.shape)}, {x.shape[-1]} at each step; the module "
                               f"reads {spec.n} at each step (its input_size), as the last axis.")  # fmt: skip
    if not x.is_floating_point():
        raise TorchModuleError(f"The input holds {_name(x.dtype)}, and a recurrent module reads real numbers: "
                               "x.float() makes some, nn.Embedding makes vectors of tokens.")  # fmt: skip
    if x.device != weight.device:
        raise TorchModuleError(f"The input is on {x.device}, the weights on {weight.device}; bring it there by .to().")
    if x.dtype != weight.dtype and not torch.is_autocast_enabled(x.device.type):
        raise TorchModuleError(f"The input is {_name(x.dtype)}, the weights are {_name(weight.dtype)}; x.to("
                               f"{weight.dtype}) would fit.")  # fmt: skip


def state_sizes(spec: ModuleSpec) -> dict[str, int]:
    """Return how many numbers each state has in one layer and direction."""
    return {"h": spec.output_size, "c": spec.m}


def check_states(spec: ModuleSpec, states: Sequence[Any], batch: int, layout: str) -> None:
    """Raise TorchModuleError where initial states have other shapes than the module takes."""
    names, sizes, count = spec.program.cell.state, state_sizes(spec), len(spec.suffixes)
    numbers = [one.numel() if isinstance(one, Tensor) else None for one in states]
    fits = numbers == [count * batch * sizes[name] for name in names]
    if fits and not spec.is_cell:
        alone = () if layout == "T" else (batch,)
        fits = [tuple(one.shape) for one in states] == [(count, *alone, sizes[name]) for name in names]
    if not fits:
        shapes = " and ".join(f"{each} ({count}, {batch}, {sizes[each]})" for each in names)
        found = " and ".join(str(tuple(one.shape)) if isinstance(one, Tensor) else type(one).__name__ for one in states)
        raise TorchModuleError(f"The initial states do not fit: {found or 'nothing'} was given; {shapes} would be right"
                               f", for one sequence without {batch}.")  # fmt: skip


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
