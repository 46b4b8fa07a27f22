"""What is felt in a module: dL/d(everything) of a trace, for any loss of the module's output and last states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from explainer.engine.affine import Found, gradients, settle_rest
from explainer.engine.backward_buffers import BackRooms
from explainer.engine.scan import go
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.buffer_pool import lend_back, return_back_with
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.module_run import Run
from explainer.torch_models.modules.output_gradients import ask
from explainer.torch_models.modules.projection import through


@dataclass(frozen=True, eq=False)
class FeltPart:
    """What was felt in one layer in one direction: of each value, of parameters by our letters, x and first states.

    `asked` is what its own h was asked for at each step, in walking order, (T, p, B). What the walk itself does not
    need, the gradients of weights and of x, is computed when it is asked for.
    """

    part: Part
    back: BackRooms
    asked: Tensor

    @property
    def suffix(self) -> str:
        """The name of the part."""
        return self.part.suffix

    def value(self, name: str) -> Tensor:
        """Return what was felt of a value at each step, over all ways, (T, B, m), in input time."""
        walked = self._walked(self.part.known(name)).permute(0, 2, 1)  # (T, B, m)
        return self.part.shown(walked).clone(memory_format=torch.contiguous_format)

    @cached_property
    def params(self) -> Mapping[str, Tensor]:
        """What was felt of each parameter, by our letters."""
        return {name: value[0] for name, value in self._products.params.items()} | self._projected[1]

    @cached_property
    def x(self) -> Tensor:
        """What was felt of what the part reads, (T, B, n), in input time."""
        assert self._products.x is not None
        return self.part.turned(self._products.x[:, 0].permute(0, 2, 1))

    @property
    def first(self) -> Mapping[str, Tensor]:
        """What was felt of the states before the first step, (B, m)."""
        return {name: (self.h if name == "h" else room[:, 0])[0].t().clone() for name, room in self.back.states.items()}

    @property
    def h(self) -> Tensor:
        """What was felt of what the part shows, in walking order, (T + 1, p, B), from before the first step on."""
        return self.back.states["h"][:, 0] if self.part.projection is None else self._projected[0]

    @cached_property
    def _products(self) -> Found:
        params = {name: value[None] for name, value in self.part.params.items() if name != PROJECTION}
        with torch.no_grad():
            return gradients(self.back, self.part.walked("x").permute(0, 2, 1)[:, None], params, True)

    @cached_property
    def _projected(self) -> tuple[Tensor, dict[str, Tensor]]:
        matrix = self.part.projection
        with torch.no_grad():
            settle_rest(self.back)
            return (self.h, {}) if matrix is None else through(self.part, self.back, self.asked)

    def _walked(self, name: str) -> Tensor:
        if name == "h":
            return self.h[1:]
        if name in self.back.states or name == self.part.before:
            return self.back.states["h" if name == self.part.before else name][1:, 0]
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
    """All gradients of a loss: `parts` as in the run, and what was felt of weights, of x and of the first states."""

    run: Run
    loss: float
    parts: tuple[FeltPart, ...]

    @cached_property
    def weights(self) -> Mapping[str, Tensor]:
        """What was felt of each weight and bias, by the module's names."""
        known = self.run.anatomy
        return {name: value for one in self.parts for name, value in known.joined(one.suffix, one.params).items()}

    @property
    def x(self) -> Tensor:
        """What was felt of the input, laid out as it was; of a packed one, padded."""
        return self.run.given.arrange(felt_below(self.parts[: self.run.anatomy.directions]))

    @property
    def state(self) -> tuple[Tensor, ...]:
        """What was felt of the states before the first step, h and then c, (L D, B, m) each."""
        names = self.run.anatomy.program.cell.state
        return tuple(torch.stack([one.first[name] for one in self.parts]) for name in names)

    def __repr__(self) -> str:
        """Say what it is in one line."""
        return f"<what is felt of a loss of {self.loss:.4g}, {len(self.parts)} parts>"

    def __getitem__(self, name: str) -> Tensor:
        """Return what was felt of a value, laid out as the module lays out its output."""
        k, inner = self.run.find(name)
        return self.run.given.arrange(self.parts[k].value(inner))

    def norms(self, name: str) -> Tensor:
        """Return the length of what was felt of a value at each step, over the batch, (T,)."""
        k, inner = self.run.find(name)
        norms: Tensor = torch.linalg.vector_norm(self.parts[k].value(inner).flatten(1), dim=1)
        return norms


def feel(run: Run, loss: Callable[..., Tensor]) -> Felt:
    """Return every gradient of a loss of the module's output, or of output and state; one way back, no graph."""
    asked = ask(run, loss)
    known = run.anatomy
    found: list[FeltPart] = []  # the last layer first
    with torch.no_grad():
        felt = asked.output
        for layer in reversed(range(known.layers)):
            if layer + 1 < known.layers:
                felt = felt_below(found[-known.directions :])
            for direction, mine in enumerate(torch.tensor_split(felt, known.directions, dim=2)):
                k = layer * known.directions + direction
                last = [None if state is None else state[k] for state in asked.state]
                found.append(feel_part(run.parts[k], mine, last))
    return Felt(run, asked.loss, tuple(sorted(found, key=lambda one: known.suffixes.index(one.suffix))))


def felt_below(parts: Sequence[FeltPart]) -> Tensor:
    """Return what all directions of a layer feel of what it reads, (T, B, n)."""
    return torch.stack([one.x for one in parts]).sum(0)


def feel_part(part: Part, output: Tensor, last: Sequence[Tensor | None]) -> FeltPart:
    """Walk one part back, from what its output (T, B, p) and its last states (B, m) feel."""
    states = dict(zip(part.program.cell.state, last, strict=True))
    rooms = part.rooms
    seeds = {"h": part.turned(output).permute(0, 2, 1)}  # (T, p, B)
    for name, value in states.items():
        if value is not None:
            seeds[name] = seeds[name].clone() if name in seeds else torch.zeros_like(rooms.states[name][1:, 0])
            _add_last(part, seeds[name], value)
    full = seeds | ({} if part.projection is None else {"h": part.projection.t() @ seeds["h"]})
    back = lend_back(part.lent)
    go(back.begin({name: (full[name][:, None] if name in full else None, None) for name in states}))
    found = FeltPart(part, back, seeds["h"])
    return_back_with(found, part.lent, back)
    return found


def _add_last(part: Part, seed: Tensor, value: Tensor) -> None:
    """Let the last step of each sequence feel what the last state feels; `seed` is (T, m, B), `value` (B, m)."""
    if part.given.lengths is None:
        seed[-1] += value.t()
        return
    ends = part.given.lengths.to(seed.device) - 1
    seed[ends, :, torch.arange(len(ends), device=seed.device)] += value
