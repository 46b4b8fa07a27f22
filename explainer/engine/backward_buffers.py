"""The rooms of the way back: what each anchor feels, the factors on the way, and the calls on them."""

from collections.abc import Mapping
from functools import cached_property, partial

import torch
from torch import Tensor

from explainer.engine.backward import Factor, Form, Way, felt, past, pulled
from explainer.engine.buffers import Calls, Rooms, pairs
from explainer.engine.kernel_calls import Act
from explainer.engine.kernels import SLOPES, call


class BackRooms:
    """Room for what is felt, beside the rooms of the run it is felt in; factors are computed anew for each run."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.plan, self.steps = rooms, rooms.plan, rooms.size.T
        size, carried = rooms.size, self.plan.way_back.carried
        # One step more, since a carried state lies where its past of the next step does.
        self.blocks = torch.zeros_like(rooms.empty(size.T + 1, size.S, len(self.plan.slots), size.m, size.B))
        self.spread = rooms.empty(size.T, size.S, len(self.plan.slots), size.m, size.B)
        self.states = {
            name: self.blocks[:, :, self.plan.slots[past(name)]] if name in carried else torch.empty_like(state)
            for name, state in rooms.states.items()
        }
        self.others = {name: torch.empty_like(rooms.states["h"][1:]) for name in self._others()}
        self.factors = {name: torch.empty_like(rooms.states["h"][1:]) for name in self._walked_factors()}
        self.outer = {felt(name): torch.zeros_like(rooms.states["h"][1:]) for name in carried}
        self.known: dict[str, Tensor] = {}
        self.made: dict[tuple[str, ...], Calls] = {}

    @property
    def felt_blocks(self) -> Tensor:
        """What the blocks feel, (T, S, K, m, B)."""
        return self.blocks[: self.steps, :, : len(self.plan.order)]

    def begin(self, outer: Mapping[str, tuple[Tensor | None, Tensor | None]]) -> Calls:
        """Let each state feel what comes from outside, at every step and at the last; return the calls of the walk."""
        added = []
        for name, (over_time, last) in outer.items():
            if name in self.plan.way_back.carried:
                self.states[name][-1].zero_()
                if over_time is not None:
                    self.outer[felt(name)].copy_(over_time)
                    added.append(name)
            else:
                self._fill(self.states[name], over_time)
            if last is not None:
                self.states[name][-1].add_(last)
        for compute in self.factor_calls:
            compute()
        return self.calls(tuple(added))

    def _fill(self, state: Tensor, over_time: Tensor | None) -> None:
        state[0].zero_()
        if over_time is None:
            state[1:].zero_()
        else:
            state[1:].copy_(over_time)

    @cached_property
    def factor_calls(self) -> Calls:
        """What computes the factors of a run, each after those it is made of; made once, called at every update."""
        calls: Calls = []
        for block, name in self.plan.way_back.spread.items():
            slot = self.plan.slots[block if block in self.plan.slots else felt(block)]
            self._settle(name, self.spread[:, :, slot], calls)
        for name, room in self.factors.items():
            self._settle(name, room, calls)
        for form in (*self.plan.outside.values(), *self.plan.resting.values()):
            for _, name in form.values():
                self._source(name, calls)
        return calls

    def _settle(self, name: str, room: Tensor, calls: Calls) -> None:
        """Put a factor into a room: computed there, or copied where it is known."""
        made = self.plan.way_back.factors.get(name)
        if made is None or name in self.known:
            calls.append(partial(room.copy_, self._source(name, calls)))
        else:
            self._make(made, room, calls)

    def _source(self, name: str, calls: Calls) -> Tensor:
        """Return where a factor or a value stands at every time step; what is kept nowhere gets a room."""
        made = self.plan.way_back.factors.get(name)
        if name not in self.known and made:
            self._make(made, self._empty(), calls)
        elif name not in self.known:
            self.known[name] = self._kept(name, calls)
        return self.known[name]

    def _kept(self, name: str, calls: Calls) -> Tensor:
        if self.rooms.is_kept(name):
            return self.rooms.value(name)
        room = self._empty()
        calls.append(lambda: room.copy_(self.rooms.value(name)))
        return room

    def _make(self, made: Factor, into: Tensor, calls: Calls) -> None:
        one, other = (self._source(arg, calls) for arg in made.args)
        one = one.expand_as(into) if one.ndim < 4 > other.ndim else one  # two numbers fill the room, too
        if made.kind == "times":
            calls.append(partial(torch.mul, one, other, out=into))
        elif made.kind == "plus":
            calls.append(partial(torch.add, one, other, alpha=made.sign, out=into))
        else:
            calls.append(partial(SLOPES[made.kind.removesuffix(" slope")], one.expand_as(other), other, into))
        self.known[made.name] = into

    def _empty(self) -> Tensor:
        return torch.empty_like(self.rooms.states["h"][1:])

    def factor(self, name: str) -> Tensor:
        """Return a factor of the last run at every time step; what the way back did not need is computed now."""
        calls: Calls = []
        before = dict(self.known)
        found = self._source(name, calls)
        for compute in calls:
            compute()
        self.known = before
        return found

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
        if name in self.plan.slots:
            return self.blocks[: self.steps, :, self.plan.slots[name]]
        return self.factors[name] if name in self.factors else self.rooms.value(name)

    def calls(self, added: tuple[str, ...]) -> Calls:
        """Everything that is done on the way back, from the last time step to the first.

        `added` names carried states that feel something from outside at every step: it is added as they are reached.
        """
        if added not in self.made:
            first = [self._add_outer(name) for name in added]
            lines = [line[::-1] for act in self.plan.backward for line in self._lines(act)]
            self.made[added] = [one for calls in zip(*first, *lines, strict=True) for one in calls]
        return self.made[added]

    def _add_outer(self, name: str) -> Calls:
        rest = pairs(self.room(felt(name)), [list(self.outer[felt(name)])])
        return [call("add", *one, 1, True) for one in rest][::-1]

    def _lines(self, act: Act) -> list[Calls]:
        if act.kind == "pull":
            return self._pull(act)
        if act.kind == "spread":
            return [self._spread(act)]
        into = self.room(act.into[0])
        args = [self.rooms.over_time(self.room(arg)) for arg in act.args]
        return [[call(act.kind, *rest, act.sign, act.adds) for rest in pairs(into, args)]]

    def _spread(self, act: Act) -> Calls:
        first = self.plan.slots[act.into[0]]
        into, factors = (room[: self.steps, :, first : first + len(act.into)] for room in (self.blocks, self.spread))
        source = self.room(act.args[0]).unsqueeze(2)  # (T, S, 1, m, B)
        return [call("spread", *rest, 1, False) for rest in pairs(into, [list(source), list(factors)])]

    def _pull(self, act: Act) -> list[Calls]:
        """Return a line for each stretch of blocks; the first may fill the room, the others add to it."""
        (vector,) = [name for name, sign in self.plan.stacks if sign == act.sign and self._room_of(name) == act.into[0]]
        lines: list[Calls] = []
        for first, last in self.plan.runs([name[2:] for name in act.args]):
            matrix = self.rooms.matrix(vector, act.sign, first, last).transpose(1, 2)
            source = list(self.rooms.side_by_side(self.felt_blocks, first, last))
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
