"""Run a model and leave it as it was: its attributes, hooks, buffers, mode, and all random numbers."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainer.torch_models.modules.nested_tensors import map_tensors


@contextmanager
def restored(model: nn.Module) -> Iterator[None]:
    """Let a model run on copies of its buffers and other tensors, and put back what else has changed, after errors too.

    The weights are its own; those of an nn.Embedding with a max_norm, whose forward changes them, are set back.
    """
    saved = [(module, dict(module.__dict__), _contents(module)) for module in model.modules()]
    weights = [(one, one.detach().clone()) for module in model.modules() for one in _renormalised(module)]
    devices = sorted({one.device.index for one in model.parameters() if one.device.type == "cuda"})
    numbers, array_numbers = random.getstate(), np.random.get_state()
    try:
        _use_copies(model)
        with torch.random.fork_rng(devices):
            yield
    finally:
        random.setstate(numbers)
        np.random.set_state(array_numbers)
        for module, attributes, contents in saved:
            _put_back(module, attributes, contents)
        with torch.no_grad():
            for weight, copied in weights:
                if not torch.equal(weight, copied):
                    weight.copy_(copied)


def _contents(module: nn.Module) -> list[tuple[Any, Any]]:
    """Return a module's own lists, dictionaries and sets, among them those of buffers and hooks, with copies."""
    return [(one, one.copy()) for one in module.__dict__.values() if isinstance(one, list | dict | set)]


def _renormalised(module: nn.Module) -> list[Tensor]:
    return [] if getattr(module, "max_norm", None) is None else list(module.parameters(recurse=False))


def _use_copies(model: nn.Module) -> None:
    """Put copies in the place of buffers and of tensors that are plain attributes; what was one tensor stays one."""
    copies: dict[int, Tensor] = {}

    def copied(tensor: Tensor) -> Tensor:
        return copies.setdefault(id(tensor), tensor.detach().clone())

    for module in model.modules():
        for name, buffer in module._buffers.items():
            if buffer is not None:
                module._buffers[name] = copied(buffer)
        for name, value in module.__dict__.items():
            if not name.startswith("_") and isinstance(value, Tensor | tuple | list):
                module.__dict__[name] = map_tensors(value, copied)


def _put_back(module: nn.Module, attributes: dict[str, Any], contents: list[tuple[Any, Any]]) -> None:
    for key in [key for key in module.__dict__ if key not in attributes]:
        del module.__dict__[key]
    for key, value in attributes.items():
        if module.__dict__.get(key) is not value:
            module.__dict__[key] = value
    for own, copied in contents:
        if not _is_same(own, copied):
            own.clear()
            own.extend(copied) if isinstance(own, list) else own.update(copied)


def _is_same(own: Any, copied: Any) -> bool:
    """Tell whether a container still holds the very same things."""
    if isinstance(own, set):
        return bool(own == copied)
    ids = [[*map(id, one), *map(id, one.values() if isinstance(one, dict) else ())] for one in (own, copied)]
    return ids[0] == ids[1]
