"""The tensors inside what a module takes or returns: tuples, lists, dictionaries, dataclasses, packed sequences."""

import copy
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor
from torch.nn.utils.rnn import PackedSequence


def map_tensors(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """Return the same structure with each tensor changed; of a packed sequence its data, anything else as it is."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, PackedSequence):
        return value._replace(data=change(value.data))
    if isinstance(value, Mapping):
        return _mapping(value, change)
    if isinstance(value, list | tuple):
        items = [map_tensors(one, change) for one in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value, change)
    return value


def tensors_in(value: Any) -> list[Tensor]:
    """Return the tensors inside a structure in order; of a packed sequence its data."""
    found: list[Tensor] = []

    def note(tensor: Tensor) -> Tensor:
        found.append(tensor)
        return tensor

    map_tensors(value, note)
    return found


def _mapping(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    changed = copy.copy(value)
    for key, one in value.items():
        changed[key] = map_tensors(one, change)
    return changed


def _fields(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    changed = copy.copy(value)
    for field in dataclasses.fields(value):
        if hasattr(value, field.name):
            object.__setattr__(changed, field.name, map_tensors(getattr(value, field.name), change))
    return changed
