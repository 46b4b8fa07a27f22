"""The run of a module: what it was given, what it answers, and each layer in each direction with all its values."""

from dataclasses import dataclass, replace

import torch
from torch import nn

from explainer.torch_models.modules.anatomy import Anatomy, InsideError, anatomy
from explainer.torch_models.modules.layer_direction import Part, part
from explainer.torch_models.modules.module_input import Given, Input, State, give
from explainer.torch_models.modules.reference_run import Answer, answer


@dataclass(frozen=True, eq=False)
class Run:
    """A module's own answer, and its `parts`, one per layer and direction in PyTorch's order."""

    anatomy: Anatomy
    given: Given
    answer: Answer
    parts: tuple[Part, ...]

    def find(self, name: str) -> tuple[int, str]:
        """Return which part a name is of, and what it is there; raises InsideError where it does not say."""
        suffixes = self.anatomy.suffixes
        for suffix in sorted(suffixes, key=len, reverse=True):
            if name.endswith(f"_{suffix}"):
                return suffixes.index(suffix), name.removesuffix(f"_{suffix}")
        if len(suffixes) == 1:
            return 0, name
        inner = name if name in self.parts[0].names else self.parts[0].names[0]
        wanted = ", ".join(f"“{inner}_{suffix}”" for suffix in suffixes[:4])
        raise InsideError(f"“{name}” does not say of which layer and direction, as {wanted} would.")

    @property
    def difference(self) -> float:
        """The largest difference of every h and of the last memories to what the module answers."""
        return max(*(one.difference for one in self.parts), self._last())

    def _last(self) -> float:
        """Compare the last memories; h is compared at every step."""
        if "c" not in self.anatomy.program.cell.state:
            return 0.0
        theirs = self.answer.state[1].to(self.given.x.dtype).reshape(len(self.parts), self.given.x.shape[1], -1)
        mine = torch.stack([one.last(one.walked("c")) for one in self.parts])
        return float((mine - theirs).abs().max())


def run(module: nn.Module, x: Input, state: State) -> Run:
    """Let a module run by itself, and compute from each h that it shows all else; raises InsideError."""
    known = anatomy(module)
    given = give(known, x, state)
    with torch.no_grad():
        own = answer(known, x, state, given)
        parts = tuple(_part(known, given, own, k) for k in range(len(known.suffixes)))
    return Run(known, given, replace(own, gates=()), parts)  # the gates are in the parts now


def _part(known: Anatomy, given: Given, own: Answer, k: int) -> Part:
    layer, direction = divmod(k, known.directions)
    x = own.shown[layer - 1] if layer else given.x
    told = own.shown[layer][..., direction * known.shown : (direction + 1) * known.shown]
    params = {name: value.to(x.dtype, copy=True) for name, value in known.params(known.suffixes[k]).items()}
    gates = own.gates[k] if own.gates else None
    return part(known.suffixes[k], known.program, params, given.starts[k], x, told, given, gates)
