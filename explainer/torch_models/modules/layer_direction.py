"""The part: one layer of a module in one direction, with everything that happened in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import linear, pad

from explainer.cells.program import Program, is_number
from explainer.engine.affine import settle
from explainer.engine.buffers import Rooms, Size
from explainer.engine.kernels import PLAIN
from explainer.engine.replay import Told, retell
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.buffer_pool import Lent, lend, return_with
from explainer.torch_models.modules.module_input import Given, largest
from explainer.torch_models.modules.onednn_workspace import are_true, named

ROWS = PLAIN | {"matmul": lambda matrix, rows: linear(rows, matrix)}  # numbers of a unit stand in columns here


@dataclass(frozen=True, eq=False)
class Part:
    """One layer in one direction: its program, parameters by our letters, states before the first step, and its run.

    `x` (T, B, n) is what it reads and `told` (T, B, p) what the module shows of it, both in input time. Its rooms hold
    every value in the order in which the part walks.
    """

    suffix: str
    program: Program
    params: Mapping[str, Tensor]
    starts: Mapping[str, Tensor]
    x: Tensor
    told: Tensor
    given: Given
    lent: Lent

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
        full = [] if self.projection is None else [self.before]
        return tuple(dict.fromkeys([*letters, *full, *self.sums, *(step.name for step in self.program.steps)]))

    @property
    def before(self) -> str:
        """The name of h before a projection: its equation's own text, “o * tanh(c)”."""
        return self.program.equation("h").text

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
        """Bring a value in walking order, (T, B, m), to input time, with zeros where a packed sequence has ended."""
        turned = self.turned(value)
        ended = self.given.ended
        return turned if ended is None else turned.masked_fill(ended[..., None], 0.0)

    def turned(self, value: Tensor) -> Tensor:
        """Bring a value (T, B, …) from input time to walking order, or back."""
        return self.given.turn(value) if self.is_reverse else value

    def walked(self, name: str) -> Tensor:
        """Return what a name was in walking order, (T, B, m); a parameter or a number as it is."""
        if is_number(name):
            return self.x.new_tensor(float(name))
        if name in self.params:
            return self.params[name]
        if name == "x":
            return self.turned(self.x)
        if name in ("h", "h_prev"):
            return self.told_walked[1:] if name == "h" else self.told_walked[:-1]
        if name == self.before:
            return self.lent.told.states["h"][1:]
        kept = None if name in self._overwritten else self.lent.told.find(name)
        if kept is not None:
            return kept
        step = self.program.step(name)
        assert step
        made: Tensor = ROWS[step.op](*map(self.walked, step.args))
        return made

    @cached_property
    def told_walked(self) -> Tensor:
        """What the module shows of this part in walking order, (T + 1, B, p), from before the first step on."""
        if self.projection is None:
            return self.lent.told.states["h"]
        return torch.cat([self.starts["h"][None], self.turned(self.told)])

    @cached_property
    def _overwritten(self) -> frozenset[str]:
        """Name the sums whose room holds the gate that was made of them."""
        sums = self.lent.told.plan.sums
        return frozenset(sums.room(step.name) for step in self.program.steps if sums.room(step.name) != step.name)

    @cached_property
    def rooms(self) -> Rooms:
        """The run as the engine holds it, to be walked back: units before the batch, and no projection.

        With a projection it is the run of matrices U P, whose h is the one before the projection.
        """
        rooms, told, matrix = self.lent.rooms, self.lent.told, self.projection
        params = {
            name: _without(name, value, matrix)[None] for name, value in self.params.items() if name != PROJECTION
        }
        settle(rooms, params, {}, {})
        for k, block in enumerate(rooms.plan.order):
            rooms.blocks[:, 0, k].copy_(told.value(block).permute(0, 2, 1))
        for mine, theirs in ((rooms.states, told.states), (rooms.own, told.own)):
            for name, room in mine.items():
                room[:, 0].copy_(theirs[name].permute(0, 2, 1))
        return rooms

    def last(self, walked: Tensor) -> Tensor:
        """Return the last step of a value in walking order, (B, m): where each sequence ends for this part."""
        if self.given.lengths is None:
            return walked[-1]
        ends = self.given.lengths.to(walked.device) - 1
        return walked[ends, torch.arange(len(ends), device=walked.device)]

    @cached_property
    def difference(self) -> float:
        """The largest difference of the h that follows from these values to what the module shows."""
        made, ended = self.lent.told.made, self.given.ended  # needed no more: its room takes the difference
        away = (made if self.projection is None else linear(made, self.projection)).sub_(self.told_walked[1:])
        return float(largest(away if ended is None else away.masked_fill(ended[..., None], 0.0)))


def part(suffix: str, program: Program, params: Mapping[str, Tensor], starts: Mapping[str, Tensor], x: Tensor,
         told: Tensor, given: Given, gates: Tensor | None = None) -> Part:  # fmt: skip
    """Compute everything of one layer in one direction from what it read and showed; `gates` as PyTorch kept them."""
    m = next(value.shape[0] for name, value in params.items() if name[0] == "U")
    key, lent = lend(program, Size(len(x), 1, m, x.shape[1]), x.shape[2], x)
    found = Part(suffix, program, params, starts, x, told, given, lent)
    return_with(found, key, lent)
    _begin(found, lent.told, m)
    if gates is not None and are_true(gates, program, params, lent.told.read[len(x) - 1]):
        lent.told.gates = named(gates, program)
    made = retell(lent.told, {name: _widened(name, value, m) for name, value in params.items()})
    if found.projection is not None:
        lent.told.states["h"][1:].copy_(made)
    return found


def _begin(part: Part, told: Told, m: int) -> None:
    """Put into the rooms what is known: the first states, and the h that is told, with zeros for what it lacks."""
    for name, value in part.starts.items():
        told.states[name][0].copy_(_widened("U", value, m))
    told.read[:-1, :, : told.n].copy_(part.walked("x"))
    told.states["h"][1:].copy_(part.turned(_widened("U", part.told, m)))


def _widened(name: str, value: Tensor, m: int) -> Tensor:
    """Return a parameter or a state; what is of a projected h, in its last axis, gets zeros for what it lacks."""
    return pad(value, (0, m - value.shape[-1])) if name[0] == "U" and value.shape[-1] < m else value


def _without(name: str, value: Tensor, matrix: Tensor | None) -> Tensor:
    """Return a parameter of the run without a projection: U P for U."""
    return value if matrix is None or name[0] != "U" else value @ matrix
