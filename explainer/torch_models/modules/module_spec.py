"""What a recurrent module of torch.nn is: its cell, its sizes, and its weights under PyTorch's own names."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.program import Program
from explainer.cells.torch_layout import OUR_LETTERS, gate_letters, unstack_gates
from explainer.numerics.parity import TORCH_CLASSES
from explainer.torch_models.model import PROJECTION

CELL_CLASSES = {nn.RNNCell: nn.RNN, nn.LSTMCell: nn.LSTM, nn.GRUCell: nn.GRU}


class TorchModuleError(ValueError):
    """A module, an input or a name that cannot be used here; the message says what would be right."""


@dataclass(frozen=True, eq=False)
class ModuleSpec:
    """A module, the key of its cell, and whether it is one of the `*Cell` classes, which compute one step.

    `weights` are those of one call, by the module's names, where they may change from call to call (a weight norm).
    """

    module: nn.Module
    cell: str
    is_cell: bool
    weights: Mapping[str, Tensor] | None = None

    @property
    def program(self) -> Program:
        """The program of its cell."""
        return lower(CELLS[self.cell])

    def weight(self, name: str) -> Tensor:
        """Return a weight by the module's name for it, detached."""
        found: Tensor = getattr(self.module, name) if self.weights is None else self.weights[name]
        return found.detach()

    @property
    def parameter(self) -> Tensor:
        """Any parameter of the module, for its dtype and device."""
        own = (one for one in self.module._parameters.values() if one is not None)  # ten times faster than parameters()
        found = next(own, None)
        return next(self.module.parameters()) if found is None else found

    @property
    def n(self) -> int:
        """How many numbers it reads at each step."""
        return int(self.module.input_size)  # type: ignore[arg-type]

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return int(self.module.hidden_size)  # type: ignore[arg-type]

    @property
    def output_size(self) -> int:
        """How many numbers one direction of a layer outputs: the projection's size, or m."""
        return int(getattr(self.module, "proj_size", 0)) or self.m

    @property
    def num_layers(self) -> int:
        """Number of layers."""
        return int(getattr(self.module, "num_layers", 1))

    @property
    def num_directions(self) -> int:
        """2 for a bidirectional module, else 1."""
        return 2 if getattr(self.module, "bidirectional", False) else 1

    @property
    def batch_first(self) -> bool:
        """Tell whether the batch comes before time."""
        return bool(getattr(self.module, "batch_first", False))

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Name each layer and direction as PyTorch does, in its order: "l0", "l0_reverse", "l1" …"""
        return tuple(f"l{k}{way}" for k in range(self.num_layers) for way in ("", "_reverse")[: self.num_directions])

    def parameter_names(self, suffix: str) -> dict[str, str]:
        """Return the names that the module has for one direction's weights, by their names without a suffix."""
        tail = "" if self.is_cell else f"_{suffix}"
        found = {name: f"{name}{tail}" for name in (*OUR_LETTERS, "weight_hr")}
        return {name: whole for name, whole in found.items() if getattr(self.module, whole, None) is not None}

    def stacked(self, suffix: str) -> dict[str, Tensor]:
        """Return one direction's weights, stacked as PyTorch has them and detached; missing biases are zeros."""
        found = {name: self.weight(whole) for name, whole in self.parameter_names(suffix).items()}
        zeros = torch.zeros_like(found["weight_hh"][:, 0])
        return {"bias_ih": zeros, "bias_hh": zeros} | found

    def params(self, suffix: str) -> dict[str, Tensor]:
        """Return one direction's parameters by our letters, and its projection."""
        stacked = self.stacked(suffix)
        projection = {PROJECTION: stacked["weight_hr"]} if "weight_hr" in stacked else {}
        return unstack_gates(self.program, stacked, self.m) | projection

    def by_module_name(self, suffix: str, params: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return what is named by our letters, gradients for example, stacked under the names that the module has."""
        gates = gate_letters(self.program)
        found = {}
        for name, whole in self.parameter_names(suffix).items():
            letter = OUR_LETTERS.get(name, "")
            rows = [params.get(f"{letter}_{gate}", params.get(f"b_{gate}")) for gate in gates] if letter else []
            found[whole] = torch.cat([row for row in rows if row is not None]) if letter else params[PROJECTION]
        return found


def module_spec(module: nn.Module) -> ModuleSpec:
    """Return what a module is; raises TorchModuleError for one that is not recurrent."""
    module = unwrapped(module)
    kind = next((CELL_CLASSES.get(kind, kind) for kind in type(module).__mro__ if _is_known(kind)), None)
    for name, (twin, options) in TORCH_CLASSES.items():
        if kind is twin and all(getattr(module, key) == value for key, value in options.items()):
            return ModuleSpec(module, name, isinstance(module, nn.RNNCellBase))
    raise TorchModuleError(_refusal(module))


def unwrapped(module: nn.Module) -> nn.Module:
    """Return what torch.compile, DataParallel or DistributedDataParallel has wrapped; any other module as it is."""
    while True:
        inner = getattr(module, "_orig_mod", None)
        if isinstance(module, nn.DataParallel | nn.parallel.DistributedDataParallel):
            inner = module.module
        if not isinstance(inner, nn.Module):
            return module
        module = inner


def is_recurrent(module: object) -> bool:
    """Tell whether a module is recurrent itself, by its class or one that it is derived from."""
    return any(map(_is_known, type(module).__mro__))


def recurrent_modules(model: nn.Module) -> dict[str, nn.Module]:
    """Return the recurrent modules inside a model by their paths, "encoder.rnn", without what torch.compile adds."""
    found = ((name, one) for name, one in model.named_modules() if is_recurrent(one))
    return {".".join(part for part in name.split(".") if part != "_orig_mod"): one for name, one in found}


def _is_known(kind: type) -> bool:
    return kind in CELL_CLASSES or kind in CELL_CLASSES.values()


def _refusal(module: object) -> str:
    offer = "nn.RNN, nn.LSTM, nn.GRU and their Cell classes can be opened"
    if not isinstance(module, nn.Module):
        return f"A {type(module).__name__} is no module; {offer}."
    if isinstance(module, torch.jit.ScriptModule):
        return f"What torch.jit has compiled hides what is inside; give the module it was made from; {offer}."
    quantised = [name for name, one in module.named_modules() if "quantized" in type(one).__module__]
    if quantised and not recurrent_modules(module):
        return f"“{quantised[0]}” is quantised, which hides its gates; give the model from before that; {offer}."
    there = ", ".join(f"“{name}” ({type(one).__name__})" for name, one in list(recurrent_modules(module).items())[:5])
    hint = f" It holds {there}: give that one." if there else " It holds none of them."
    return f"{type(module).__name__} is not recurrent itself; {offer}.{hint}"
