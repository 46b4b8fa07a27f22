"""What is felt in a module: dL/d(everything) of a trace, for any loss of the module's output and last states."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explainer.engine.affine import Found, gradients
from explainer.engine.back_rooms import BackRooms
from explainer.engine.scan import go
from explainer.inside.anatomy import InsideError
from explainer.inside.own import level
from explainer.inside.part import Part
from explainer.inside.projected import through
from explainer.inside.run import Run
from explainer.models.model import PROJECTION


@dataclass(frozen=True, eq=False)
class FeltPart:
    """What was felt in one layer in one direction: of each value, of parameters by our letters, x and first states."""

    part: Part
    back: BackRooms
    h: Tensor  # in walking order (T + 1, p, B), the first before the first step
    params: Mapping[str, Tensor]
    x: Tensor
    first: Mapping[str, Tensor]

    @property
    def suffix(self) -> str:
        """The name of the part."""
        return self.part.suffix

    def value(self, name: str) -> Tensor:
        """Return what was felt of a value at each step, over all ways, (T, B, m), in input time."""
        return self.part.shown(self._walked(self.part.known(name)))

    def _walked(self, name: str) -> Tensor:
        if name == "h":
            return self.h[1:]
        if name in self.back.states:
            return self.back.states[name][1:, 0]
        plan = self.back.plan
        if name in plan.way_back.forms:
            found = self.back.felt(plan.way_back.forms[name])
            assert found is not None
            return found[:, 0]
        for step in self.part.program.steps:  # a term of a sum feels what the sum feels
            if name in step.args and step.op in ("add", "sub"):
                return self._walked(step.name) * (-1 if step.op == "sub" and step.args[1] == name else 1)
        raise InsideError(f"What is felt of “{name}” is told of the value itself: ask for the one without “_prev”.")


@dataclass(frozen=True, eq=False)
class Felt:
    """All gradients of a loss: `parts` as in the run, `weights` by the module's names, of `x`, and of first states."""

    run: Run
    loss: float
    parts: tuple[FeltPart, ...]
    weights: Mapping[str, Tensor]
    x: Tensor
    state: tuple[Tensor, ...]

    def __getitem__(self, name: str) -> Tensor:
        """Return what was felt of a value, laid out as the module lays out its output."""
        k, inner = self.run.find(name)
        return self.run.given.arrange(self.parts[k].value(inner))

    def norms(self, name: str) -> Tensor:
        """Return the length of what was felt of a value at each step, over the batch, (T,)."""
        k, inner = self.run.find(name)
        norms: Tensor = torch.linalg.vector_norm(self.parts[k].value(inner).flatten(1), dim=1)
        return norms


@dataclass(frozen=True, eq=False)
class Asked:
    """What a loss is, and what it asks: of the output, (T, B, D p), and of each last state, (L D, B, m) or None."""

    loss: float
    output: Tensor
    state: tuple[Tensor | None, ...]


def feel(run: Run, loss: Callable[..., Tensor]) -> Felt:
    """Return every gradient of a loss of the module's output, or of output and state; one way back, no graph."""
    asked = ask(run, loss)
    known = run.anatomy
    found: dict[str, FeltPart] = {}
    with torch.no_grad():
        felt = asked.output
        for layer in reversed(range(known.layers)):
            below = torch.zeros_like(run.parts[layer * known.directions].x)
            for direction, part_felt in enumerate(torch.tensor_split(felt, known.directions, dim=2)):
                k = layer * known.directions + direction
                last = [None if state is None else state[k] for state in asked.state]
                one = feel_part(run.parts[k], part_felt, last)
                found[one.suffix] = one
                below = below + one.x
            felt = below
    parts = tuple(found[suffix] for suffix in known.suffixes)
    weights = {name: value for one in parts for name, value in known.joined(one.suffix, one.params).items()}
    firsts = tuple(torch.stack([one.first[state] for one in parts]) for state in known.program.cell.state)
    return Felt(run, asked.loss, parts, weights, run.given.arrange(felt), firsts)


def feel_part(part: Part, output: Tensor, last: Sequence[Tensor | None]) -> FeltPart:
    """Walk one part back, from what its output (T, B, p) and its last states (B, m) feel."""
    states = dict(zip(part.program.cell.state, last, strict=True))
    seeds = {"h": part.hidden(output).clone()}  # (T, p, B)
    for name, value in states.items():
        if value is not None:
            seeds.setdefault(name, torch.zeros_like(part.rooms.states[name][1:, 0]))
            _add_last(part, seeds[name], value)
    matrix = part.projection
    full = seeds | {"h": seeds["h"] if matrix is None else matrix.t() @ seeds["h"]}
    back = BackRooms(part.rooms)
    go(back.begin({name: (full[name][:, None] if name in full else None, None) for name in states}))
    params = {name: value[None] for name, value in part.params.items() if name != PROJECTION}
    found: Found = gradients(back, part.walked("x")[:, None], params, True)
    assert found.x is not None
    h, own = (back.states["h"][:, 0], {}) if matrix is None else through(part, back, seeds["h"], matrix)
    kept = {name: value[0] for name, value in found.params.items()} | own
    first = {name: (h if name == "h" else back.states[name][:, 0])[0].t() for name in states}  # (B, m)
    x = found.x[:, 0].permute(0, 2, 1)
    return FeltPart(part, back, h, kept, part.given.turn(x) if part.is_reverse else x, first)


def _add_last(part: Part, seed: Tensor, value: Tensor) -> None:
    """Let the last step of each sequence feel what the last state feels; `seed` is (T, m, B), `value` (B, m)."""
    if part.given.lengths is None:
        seed[-1] += value.t()
        return
    ends = part.given.lengths.to(seed.device) - 1
    seed[ends, :, torch.arange(len(ends), device=seed.device)] += value


def ask(run: Run, loss: Callable[..., Tensor]) -> Asked:
    """Call a loss on the module's answer and return what it asks of each number of it; raises InsideError."""
    with torch.enable_grad():
        data = run.answer.output.data if isinstance(run.answer.output, PackedSequence) else run.answer.output
        leaves = [data.detach().requires_grad_(), *(one.detach().requires_grad_() for one in _states(run.answer.state))]
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


def _takes_two(loss: Callable[..., Tensor]) -> bool:
    try:
        kinds = [one.kind for one in inspect.signature(loss).parameters.values() if one.default is one.empty]
    except (TypeError, ValueError):
        return False
    return len([kind for kind in kinds if kind in (0, 1)]) >= 2
