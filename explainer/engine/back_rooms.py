"""The rooms of the way back: what each anchor feels, the factors on the way, and the calls on them."""

from collections.abc import Mapping
from functools import cached_property

import torch
from torch import Tensor

from explainer.engine.acts import Act
from explainer.engine.kernels import SLOPES, call
from explainer.engine.reverse import Factor, Form, Way, felt, past, pulled
from explainer.engine.rooms import Calls, Rooms, pairs


class BackRooms:
    """Room for what is felt, beside the rooms of the run it is felt in; factors are computed anew for each run."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.plan = rooms, rooms.plan
        self.blocks = torch.zeros_like(rooms.blocks)
        self.spread = torch.empty_like(rooms.blocks)
        self.states = {name: torch.empty_like(state) for name, state in rooms.states.items()}
        self.others = {name: torch.empty_like(rooms.states["h"][1:]) for name in self._others()}
        self.factors = {name: torch.empty_like(rooms.states["h"][1:]) for name in self._walked_factors()}
        self.known: dict[str, Tensor] = {}

    def begin(self, outer: Mapping[str, tuple[Tensor | None, Tensor | None]]) -> None:
        """Let each state feel what comes from outside, at every step and at the last; compute the factors."""
        for name, state in self.states.items():
            over_time, last = outer[name]
            state[0].zero_()
            if over_time is None:
                state[1:].zero_()
            else:
                state[1:].copy_(over_time)
            if last is not None:
                state[-1].add_(last)
        self.known = {}
        for name, factor in self.plan.way_back.spread.items():
            self._settle(factor, self._slots[name])
        for name, room in self.factors.items():
            self._settle(name, room)

    @cached_property
    def _slots(self) -> dict[str, Tensor]:
        return {name: self.spread[:, :, self.plan.order.index(name)] for name in self.plan.way_back.spread}

    def _settle(self, name: str, room: Tensor) -> None:
        """Put a factor into a room: computed there, or copied where it is known."""
        made = self.plan.way_back.factors.get(name)
        if made is None or name in self.known:
            room.copy_(self.factor(name))
        else:
            self.known[name] = self._make(made, room)

    def factor(self, name: str) -> Tensor:
        """Return a factor at every time step, or a value, or a number."""
        made = self.plan.way_back.factors.get(name)
        if made is None:
            return self.rooms.value(name)
        if name not in self.known:
            self.known[name] = self._make(made, torch.empty_like(self.rooms.states["h"][1:]))
        return self.known[name]

    def _make(self, made: Factor, into: Tensor) -> Tensor:
        one, other = map(self.factor, made.args)
        if made.kind == "times":
            return torch.mul(one, other, out=into)
        if made.kind == "plus":
            return torch.add(one, other, alpha=made.sign, out=into)
        return SLOPES[made.kind.removesuffix(" slope")](one.expand_as(other), other, into)

    def _others(self) -> list[str]:
        """Name the rooms of anchors that are neither states nor blocks."""
        known = {*map(felt, self.plan.order), *(room(state) for state in self.states for room in (felt, past))}
        return sorted({name for act in self.plan.backward for name in act.into} - known)

    def _walked_factors(self) -> list[str]:
        """Name the factors that the walk itself reads; its calls are made once, so their rooms stay."""
        return sorted({arg for act in self.plan.backward for arg in act.args if arg in self.plan.way_back.factors})

    def room(self, name: str) -> Tensor:
        """Return the room of what an anchor feels, or a state felt one step earlier, or of a factor."""
        for state, room in self.states.items():
            if name == past(state):
                return room[:-1]
            if name == felt(state):
                return room[1:]
        if name in self.others:
            return self.others[name]
        if name.startswith("d ") and name[2:] in self.plan.order:
            return self.blocks[:, :, self.plan.order.index(name[2:])]
        return self.factors[name] if name in self.factors else self.rooms.value(name)

    @cached_property
    def calls(self) -> Calls:
        """Everything that is done on the way back, from the last time step to the first."""
        lines = [line[::-1] for act in self.plan.backward for line in self._lines(act)]
        return [one for calls in zip(*lines, strict=True) for one in calls]

    def _lines(self, act: Act) -> list[Calls]:
        if act.kind == "pull":
            return self._pull(act)
        if act.kind == "spread":
            return [self._spread(act)]
        into = self.room(act.into[0])
        args = [self.rooms.over_time(self.room(arg)) for arg in act.args]
        return [[call(act.kind, *rest, act.sign, act.adds) for rest in pairs(into, args)]]

    def _spread(self, act: Act) -> Calls:
        first = self.plan.order.index(act.into[0][2:])
        into, factors = (room[:, :, first : first + len(act.into)] for room in (self.blocks, self.spread))
        source = self.room(act.args[0]).unsqueeze(2)  # (T, S, 1, m, B)
        return [call("spread", *rest, 1, False) for rest in pairs(into, [list(source), list(factors)])]

    def _pull(self, act: Act) -> list[Calls]:
        """Return a line for each stretch of blocks; the first may fill the room, the others add to it."""
        (vector,) = [name for name, sign in self.plan.stacks if sign == act.sign and self._room_of(name) == act.into[0]]
        lines: list[Calls] = []
        for first, last in self.plan.runs([name[2:] for name in act.args]):
            matrix = self.rooms.matrix(vector, act.sign, first, last).transpose(1, 2)
            source = list(self.rooms.side_by_side(self.blocks, first, last))
            rest = pairs(self.room(act.into[0]), [[matrix] * len(source), source])
            lines.append([call("pull", *one, act.sign, act.adds or bool(lines)) for one in rest])
        return lines

    def _room_of(self, vector: str) -> str:
        return next((past(state) for state in self.states if vector == f"{state}_prev"), felt(pulled(vector)))

    def felt(self, form: Form) -> Tensor | None:
        """Return what is felt by anchor, summed, at every time step (T, S, m, B)."""
        parts = [self._part(anchor, way) for anchor, way in form.items()]
        return sum(parts[1:], parts[0]) if parts else None

    def _part(self, anchor: str, way: Way) -> Tensor:
        sign, factor = way
        source = self.room(felt(anchor))
        return sign * source if factor == "1" else sign * (source * self.factor(factor))
