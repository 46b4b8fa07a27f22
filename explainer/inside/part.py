"""The part: one layer of a module in one direction, with everything that happened in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import pad

from explainer.engine.affine import begin_blocks, settle
from explainer.engine.kernels import PLAIN
from explainer.engine.rooms import Rooms, Size
from explainer.engine.told import retell
from explainer.inside.anatomy import InsideError
from explainer.inside.given import Given
from explainer.inside.lent import Lent, lend, return_with
from explainer.inside.workspace import are_true, put
from explainer.models.model import PROJECTION
from explainer.program import Program, is_number


@dataclass(frozen=True, eq=False)
class Part:
    """One layer in one direction: its program, parameters by our letters, states before the first step, and its run.

    `x` (T, B, n) is what it reads and `told` (T, B, p) what the module shows of it, both in input time. its rooms hold
    every value in the order in which the part walks, and `differences` say how far the h that follows from these
    values is from what the module shows, a stretch of steps each.
    """

    suffix: str
    program: Program
    params: Mapping[str, Tensor]
    starts: Mapping[str, Tensor]
    x: Tensor
    told: Tensor
    given: Given
    lent: Lent
    differences: list[Tensor]

    @property
    def rooms(self) -> Rooms:
        """Where its values are."""
        return self.lent.rooms

    @property
    def is_reverse(self) -> bool:
        """Tell whether this part reads from the end."""
        return self.suffix.endswith("reverse")

    @property
    def projection(self) -> Tensor | None:
        """The matrix (p, m) between o * tanh(c) and what is shown; None where there is none."""
        return self.params.get(PROJECTION)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name everything that can be asked for: letters first, then the sums behind gates, then single operations."""
        letters = [line.name for line in self.program.cell.equations]
        return tuple(dict.fromkeys([*letters, *self.sums, *(step.name for step in self.program.steps)]))

    @cached_property
    def sums(self) -> Mapping[str, str]:
        """The short names of what stands behind a gate or a candidate: "pre_f" for what the sigmoid is taken of."""
        steps = [self.program.step(line.name) for line in self.program.cell.equations]
        return {f"pre_{step.name}": step.args[0] for step in steps if step and len(step.args) == 1}

    def value(self, name: str) -> Tensor:
        """Return what a name was, (T, B, m), in input time, and 0 where a packed sequence has ended.

        It is a tensor of its own: what the rooms hold is gone when nobody holds the trace.
        """
        return self.shown(self.walked(self.known(name))).clone(memory_format=torch.contiguous_format)

    def known(self, name: str) -> str:
        """Return the full name of something; raises InsideError where the cell does not have it."""
        whole = self.sums.get(name, name)
        pasts = [f"{state}_prev" for state in self.program.cell.state]
        if whole not in {*self.names, *pasts}:
            offer = ", ".join(name for name in self.names if len(name) < 8)
            raise InsideError(
                f"“{name}” is no value of {self.program.cell.name}; there are {offer} and more in `names`."
            )
        return whole

    def shown(self, value: Tensor) -> Tensor:
        """Bring a value in walking order, (T, m, B), to (T, B, m) in input time."""
        turned = value.permute(0, 2, 1)
        turned = self.given.turn(turned) if self.is_reverse else turned
        ended = self.given.ended
        return turned if ended is None else turned.masked_fill(ended[..., None], 0.0)

    def hidden(self, value: Tensor) -> Tensor:
        """Bring a value (T, B, m) in input time to walking order, (T, m, B)."""
        return (self.given.turn(value) if self.is_reverse else value).permute(0, 2, 1)

    def walked(self, name: str) -> Tensor:
        """Return what a name was in walking order, (T, m, B); a parameter as it is multiplied."""
        if is_number(name):
            return self.x.new_tensor(float(name))
        if name in self.params:
            return self.params[name] if self.params[name].ndim == 2 else self.params[name][:, None]
        if name == "x":
            return self.hidden(self.x)
        if name == "h" or name == "h_prev":
            return self.told_walked[1:] if name == "h" else self.told_walked[:-1]
        if self._is_kept(name):
            return self.rooms.value(name)[:, 0]
        step = self.program.step(name)
        assert step
        return PLAIN[step.op](*map(self.walked, step.args))

    @cached_property
    def told_walked(self) -> Tensor:
        """What the module shows of this part in walking order, (T + 1, p, B), from before the first step on."""
        if self.projection is None:
            return self.rooms.states["h"][:, 0]
        return torch.cat([self.starts["h"].t()[None], self.hidden(self.told)])

    @cached_property
    def _overwritten(self) -> frozenset[str]:
        """Name the sums whose room holds the gate that was made of them."""
        sums = self.rooms.plan.sums
        return frozenset(sums.room(step.name) for step in self.program.steps if sums.room(step.name) != step.name)

    def _is_kept(self, name: str) -> bool:
        return name not in self._overwritten and self.rooms.is_kept(name)

    def last(self, walked: Tensor) -> Tensor:
        """Return the last step of a value in walking order, (B, m): where each sequence ends for this part."""
        if self.given.lengths is None:
            return walked[-1].t()
        ends = self.given.lengths.to(walked.device) - 1
        return walked[ends, :, torch.arange(len(ends), device=walked.device)]

    @property
    def difference(self) -> float:
        """The largest difference of the h that follows from these values to what the module shows."""
        return float(torch.stack(self.differences).max())

    def apart(self, when: slice, mine: Tensor) -> Tensor:
        """Return the largest difference of an h (steps, p, B) to what the module shows at these steps."""
        theirs = self.told_walked[1:][when]
        ended = self.given.ended
        away = mine - theirs if ended is None else (mine - theirs).masked_fill(ended[when][:, None], 0.0)
        return largest(away)


def part(suffix: str, program: Program, params: Mapping[str, Tensor], starts: Mapping[str, Tensor], x: Tensor,
         told: Tensor, given: Given, gates: Tensor | None = None) -> Part:  # fmt: skip
    """Compute everything of one layer in one direction from what it read and showed; `gates` as PyTorch kept them."""
    m = next(value.shape[0] for name, value in params.items() if name[0] == "U")
    key, lent = lend(program, Size(len(x), 1, m, x.shape[1]), x)
    rooms = lent.rooms
    found = Part(suffix, program, params, starts, x, told, given, lent, [])
    return_with(found, key, lent)
    wide = {name: _widened(name, value, m)[None] for name, value in params.items() if name != PROJECTION}
    constants = settle(rooms, wide, {}, {state: _widened("U", value, m).t()[None] for state, value in starts.items()})
    rooms.states["h"][1:, 0].copy_(found.hidden(_widened("U", told, m)))
    read = found.walked("x")[:, None]
    full: list[Tensor] = []  # h before a projection

    def made(when: slice, own: Tensor) -> None:
        shown = own if found.projection is None else found.projection @ own
        found.differences.append(found.apart(when, shown[:, 0]))
        full.extend([own[:, 0].clone()] if found.projection is not None else [])

    if gates is not None and are_true(gates, program, params, read[:, 0], found.told_walked):
        retell(rooms, lent.turns, lambda when: put(rooms, gates, when), made, has_gates=True)
    else:
        retell(rooms, lent.turns, lambda when: begin_blocks(rooms, constants, read, when), made)
    if full:
        fold(rooms, params, torch.cat(full))
    return found


def largest(value: Tensor) -> Tensor:
    """Return the largest absolute number, NaN where there is one: many times faster than a norm."""
    low, high = torch.aminmax(value)
    return torch.maximum(-low, high)


def fold(rooms: Rooms, params: Mapping[str, Tensor], full: Tensor) -> None:
    """Let the rooms hold the run as if there were no projection: the h before it, (T, m, B), and U P for U."""
    matrix = params[PROJECTION]
    for key, names in rooms.plan.matrices.items():
        rooms.matrices[key].copy_(torch.cat([params[name] @ matrix for block in names for name in block])[None])
    rooms.states["h"][1:, 0].copy_(full)


def _widened(name: str, value: Tensor, m: int) -> Tensor:
    """Return a parameter or a state; what is of a projected h, in its last axis, gets zeros for what it lacks."""
    return pad(value, (0, m - value.shape[-1])) if name[0] == "U" and value.shape[-1] < m else value
