"""The scan: a cell's program over a batch of sequences, for many seeds at once, forward and back, all of it kept.

What does not depend on the past is computed for all time steps at once; the walk takes as few calls as the cell
allows, and on the way back the weights' gradients are one product afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explainer.cells.program import Program, is_number
from explainer.engine.affine import fill, gradients
from explainer.engine.backward_buffers import BackRooms
from explainer.engine.buffers import Calls, Rooms, Size
from explainer.engine.kernels import PLAIN
from explainer.engine.plan import Plan, plan

Named = dict[str, Tensor]


@dataclass(eq=False)
class Scanned:
    """A run of one layer: each state over time, (T, S, m, B), and after the last step, (S, m, B); and its rooms.

    What it tells of values and of what was felt of them holds until the next run.
    """

    states: Named
    last: Named
    rooms: Rooms
    back: BackRooms
    known: Named

    @property
    def h(self) -> Tensor:
        """What the layer shows, (T, S, m, B)."""
        return self.states["h"]

    def value(self, name: str) -> Tensor:
        """Return a value at every time step, (T, S, m, B)."""
        return self.known[name].detach() if name in self.known else self.rooms.value(name)

    def grad(self, name: str) -> Tensor | None:
        """Return what was felt of a value in the last backward pass, (T, S, m, B); None where nothing was."""
        if name in self.back.states:
            return self.back.states[name][1:]
        return self.back.felt(self.rooms.plan.way_back.forms.get(name, {}))


MOST_SIZES = 4  # of how many sizes rooms are kept


class Scan:
    """A program made ready; the rooms of a run serve the next one of the same size, once its way back is over."""

    def __init__(self, program: Program) -> None:
        self.plan: Plan = plan(program)
        self.free: dict[Any, tuple[Rooms, BackRooms]] = {}

    def __call__(self, params: Mapping[str, Tensor], x: Tensor, state: Mapping[str, Tensor]) -> Scanned:
        """Run over x (T, S, n, B), or (T, 1, n, B) for all seeds, from the states (S, m, B).

        Beside parameters, `params` holds what else the program reads: masks, and the states of a layer below.
        """
        known = outside(self.plan, params, x)
        given = {name: known[name] for name in self.plan.outside}
        like = state["h"]
        size = Size(len(x), *like.shape)
        key = (size, like.dtype, like.device, tuple(value.shape for value in given.values()))
        rooms, back = self.free.pop(key) if key in self.free else _furnish(self.plan, size, given, like)
        used = {name: params[name] for name in self.plan.params}
        named = [used, given, {name: known[name] for name in self.plan.added}, dict(state)]
        tensors = [tensor for part in named for tensor in part.values()]
        done = partial(self._give_back, key, rooms, back)
        made = _Walk.apply(rooms, back, [list(part) for part in named], done, x, *tensors)  # type: ignore[no-untyped-call]
        if not torch.is_grad_enabled():  # no way back will follow
            made = tuple(one.clone() for one in made)
            done()
        over_time, last = (dict(zip(state, part, strict=True)) for part in (made[: len(state)], made[len(state) :]))
        return Scanned(over_time, last, rooms, back, known)

    def _give_back(self, key: Any, rooms: Rooms, back: BackRooms) -> None:
        """Let the next run of this size use these rooms; those of a size that has not been seen for long go."""
        self.free[key] = (rooms, back)
        while len(self.free) > MOST_SIZES:
            del self.free[next(iter(self.free))]


def _furnish(order: Plan, size: Size, given: Mapping[str, Tensor], like: Tensor) -> tuple[Rooms, BackRooms]:
    rooms = Rooms(order, size, given, like)
    return rooms, BackRooms(rooms)


def outside(order: Plan, params: Mapping[str, Tensor], x: Tensor) -> Named:
    """Compute what does not depend on the past and is more than a weight times x: by autograd, at once."""
    program = order.sums.program
    equations = [line.name for line in program.cell.equations if order.sums.is_outside(line.name)]
    known: Named = {}
    for name in [*order.outside, *order.added, *equations]:
        _compute(program, name, params, x, known)
    return known


def _compute(program: Program, name: str, params: Mapping[str, Tensor], x: Tensor, known: Named) -> Tensor:
    if name not in known:
        known[name] = _made(program, name, params, x, known)
    return known[name]


def _made(program: Program, name: str, params: Mapping[str, Tensor], x: Tensor, known: Named) -> Tensor:
    if is_number(name):
        return x.new_tensor(float(name))
    if name == "x":
        return x
    step = program.step(name)
    if step is None:
        return (
            params[name][..., None] if params[name].ndim == 2 else params[name]
        )  # (S, m, 1) or (S, m, n), (T, S, m, B)
    return PLAIN[step.op](*(_compute(program, arg, params, x, known) for arg in step.args))


class _Walk(torch.autograd.Function):
    """The walk as one operation of autograd: from x, parameters, what is known beforehand, and first states."""

    @staticmethod
    def forward(
        ctx: Any, rooms: Rooms, back: BackRooms, names: Sequence[Sequence[str]], done: Any, x: Tensor, *tensors: Tensor
    ) -> tuple[Tensor, ...]:
        parts = _parts(names, tensors)
        fill(rooms, x, *parts)
        go(rooms.calls)
        ctx.job = (rooms, back, names, done, [tensor.shape for tensor in tensors], x.shape)
        ctx.save_for_backward(x, *parts[0].values())
        ctx.set_materialize_grads(False)
        return (*(rooms.states[s][1:] for s in names[3]), *(rooms.states[s][-1].clone() for s in names[3]))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *felt: Tensor | None) -> tuple[Any, ...]:
        rooms, back, names, done, shapes, shape = ctx.job
        x, *params = ctx.saved_tensors
        go(back.begin({s: (felt[k], felt[k + len(names[3])]) for k, s in enumerate(names[3])}))
        found = gradients(back, x, dict(zip(names[0], params, strict=True)), ctx.needs_input_grad[4])
        done()
        first = {s: back.states[s][0].clone() for s in names[3]} if any(ctx.needs_input_grad[-len(names[3]) :]) else {}
        parts = [found.params, found.given, found.added, first]
        grads = [part.get(name) for part, group in zip(parts, names, strict=True) for name in group]  # type: ignore[attr-defined]
        fitted = [_fit(grad, wanted) for grad, wanted in zip(grads, shapes, strict=True)]
        return (None, None, None, None, found.x, *fitted)


def go(calls: Calls) -> None:
    """Walk; in inference mode a call takes a seventh less time, and all that is written to was made outside of it."""
    with torch.inference_mode():
        for one in calls:
            one()


def _fit(grad: Tensor | None, shape: torch.Size) -> Tensor | None:
    return grad if grad is None or grad.shape == shape else grad.sum_to_size(shape)


def _parts(names: Sequence[Sequence[str]], tensors: Sequence[Tensor]) -> list[Named]:
    rest = iter(tensors)
    return [{name: next(rest) for name in group} for group in names]
