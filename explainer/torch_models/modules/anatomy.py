"""The anatomy: what a recurrent module of torch.nn is made of, with its weights under PyTorch's own names."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainer.cells.catalogue import CELLS
from explainer.cells.program import Program, lower
from explainer.cells.torch_layout import OURS, cut, letters
from explainer.numerics.parity import TWINS
from explainer.torch_models.model import PROJECTION

SINGLE = {nn.RNNCell: nn.RNN, nn.LSTMCell: nn.LSTM, nn.GRUCell: nn.GRU}


class InsideError(ValueError):
    """A module, or what is asked of it, that cannot be opened; the message says what would be right."""


@dataclass(frozen=True, eq=False)
class Anatomy:
    """A module and what it is: the key of its cell, and whether it is one of the `*Cell` classes, which do one step."""

    module: nn.Module
    cell: str
    is_single: bool

    @property
    def program(self) -> Program:
        """The program of its cell."""
        return lower(CELLS[self.cell])

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return int(self.module.hidden_size)  # type: ignore[arg-type]

    @property
    def shown(self) -> int:
        """How many numbers one direction of a layer shows: the projection's size, or m."""
        return int(getattr(self.module, "proj_size", 0)) or self.m

    @property
    def layers(self) -> int:
        """Number of layers."""
        return int(getattr(self.module, "num_layers", 1))

    @property
    def directions(self) -> int:
        """1, or 2 where it reads both ways."""
        return 2 if getattr(self.module, "bidirectional", False) else 1

    @property
    def batch_first(self) -> bool:
        """Tell whether the batch stands before time."""
        return bool(getattr(self.module, "batch_first", False))

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Name the parts as PyTorch does, in its order: "l0", "l0_reverse", "l1" …"""
        return tuple(f"l{k}{way}" for k in range(self.layers) for way in ("", "_reverse")[: self.directions])

    def names(self, suffix: str) -> dict[str, str]:
        """Return the names of a part's weights in the module, by what PyTorch calls them without a suffix."""
        tail = "" if self.is_single else f"_{suffix}"
        found = {name: f"{name}{tail}" for name in (*OURS, "weight_hr")}
        return {name: whole for name, whole in found.items() if getattr(self.module, whole, None) is not None}

    def stacked(self, suffix: str) -> dict[str, Tensor]:
        """Return a part's weights, stacked as PyTorch has them and detached; biases that it lacks are zeros."""
        own = {name: getattr(self.module, whole).detach() for name, whole in self.names(suffix).items()}
        zeros = torch.zeros_like(own["weight_hh"][:, 0])
        return {"bias_ih": zeros, "bias_hh": zeros} | own

    def params(self, suffix: str) -> dict[str, Tensor]:
        """Return a part's parameters by our letters, and its projection."""
        stacked = self.stacked(suffix)
        projection = {PROJECTION: stacked["weight_hr"]} if "weight_hr" in stacked else {}
        return cut(self.program, stacked, self.m) | projection

    def joined(self, suffix: str, params: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return what belongs to our letters, gradients for example, under the names that the module has for it."""
        gates = letters(self.program)
        found = {}
        for name, whole in self.names(suffix).items():
            ours = OURS.get(name, "")
            rows = [params.get(f"{ours}_{gate}", params.get(f"b_{gate}")) for gate in gates] if ours else []
            found[whole] = torch.cat([row for row in rows if row is not None]) if ours else params[PROJECTION]
        return found


def anatomy(module: nn.Module) -> Anatomy:
    """Return what a module is made of; raises InsideError for one that is not recurrent."""
    module = getattr(module, "_orig_mod", module)  # what torch.compile has wrapped
    kind = next((SINGLE.get(kind, kind) for kind in type(module).__mro__ if _is_known(kind)), None)
    for name, (twin, options) in TWINS.items():
        if kind is twin and all(getattr(module, key) == value for key, value in options.items()):
            return Anatomy(module, name, isinstance(module, nn.RNNCellBase))
    raise InsideError(_refusal(module))


def _is_known(kind: type) -> bool:
    return kind in SINGLE or kind in SINGLE.values()


def _refusal(module: object) -> str:
    offer = "nn.RNN, nn.LSTM, nn.GRU and their Cell classes can be opened"
    if not isinstance(module, nn.Module):
        return f"A {type(module).__name__} is no module; {offer}."
    inner = [(name, one) for name, one in module.named_modules() if any(map(_is_known, type(one).__mro__))]
    there = ", ".join(f"“{name}” ({type(one).__name__})" for name, one in inner[:5])
    hint = f" It holds {there}: give that one." if inner else " It holds none of them."
    return f"{type(module).__name__} is not recurrent itself; {offer}.{hint}"
