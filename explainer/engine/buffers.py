"""The rooms: the tensors of one layer's run, and the calls on them, made once and used at every update."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from explainer.cells.program import is_number
from explainer.engine.kernel_calls import Act
from explainer.engine.kernels import PLAIN, call
from explainer.engine.plan import Plan

Calls = list[Callable[[], object]]


@dataclass(frozen=True)
class Size:
    """How large a run is: time steps, seeds, units, sequences side by side."""

    T: int
    S: int
    m: int
    B: int


class Rooms:
    """Room for every value of one run, (T, S, m, B), the blocks side by side in one, (T, S, K, m, B).

    States have one step more: what they are before the first. `given` holds what is known before the walk and
    multiplied with what is walked, `matrices` those on the past, stacked in the order of their blocks.
    """

    def __init__(self, plan: Plan, size: Size, given: Mapping[str, Tensor], like: Tensor) -> None:
        self.plan, self.size, self.like = plan, size, like
        over_time = (size.T, size.S, size.m, size.B)
        self.blocks = self.empty(size.T, size.S, len(plan.order), size.m, size.B)
        self.states = {s: self.empty(size.T + 1, *over_time[1:]) for s in plan.sums.program.cell.state}
        self.given = {name: self.empty(*value.shape) for name, value in given.items()}
        self.matrices = {key: self.empty(size.S, len(blocks) * size.m, size.m) for key, blocks in plan.stacks.items()}
        self.kept: dict[str, Tensor] = {}
        self.own = {name: self.empty(*over_time) for name in owned(plan)}

    def empty(self, *shape: int) -> Tensor:
        """Return room of the run's kind, on its device."""
        return self.like.new_empty(shape)

    def value(self, name: str) -> Tensor:
        """Return a value at every time step; what no act keeps is computed again from what is kept."""
        if self.is_kept(name):
            return self.kept[name]
        step = self.plan.sums.program.step(name)
        assert step
        return PLAIN[step.op](*map(self.value, step.args))

    def is_kept(self, name: str) -> bool:
        """Tell whether a value has a room, and remember which."""
        if name not in self.kept and (found := self._find(name)) is not None:
            self.kept[name] = found
        return name in self.kept

    def _find(self, name: str) -> Tensor | None:
        room = self.plan.sums.room(name)
        past = name.removesuffix("_prev")
        if is_number(name):
            return self.like.new_tensor(float(name))
        if name in self.states:
            return self.states[name][1:]
        if past != name and past in self.states:
            return self.states[past][:-1]
        if room in self.plan.order:
            return self.blocks[:, :, self.plan.order.index(room)]
        return self.own.get(room, self.given.get(name))

    def side_by_side(self, blocks: Tensor, first: int, last: int) -> Tensor:
        """Return some blocks as one, (T, S, (last - first) m, B)."""
        return blocks[:, :, first:last].flatten(2, 3)

    @cached_property
    def calls(self) -> Calls:
        """Everything that is done on the way forward, from the first time step to the last."""
        lines = [line for act in self.plan.forward for line in self._lines(act)]
        return [one for calls in zip(*lines, strict=True) for one in calls]

    def _lines(self, act: Act) -> list[Calls]:
        """Return an act's calls over time; a product needs one line for each stretch of its blocks."""
        if act.kind == "gemm":
            return [self._product(act, first, last) for first, last in self.plan.runs(act.into)]
        into = self._target(act.into)
        args = [self.over_time(self.value(arg)) for arg in act.args]
        return [[call(act.kind, *rest, act.sign, act.adds) for rest in pairs(into, args)]]

    def _target(self, names: tuple[str, ...]) -> Tensor:
        if names[0] in self.plan.order:
            first = self.plan.order.index(names[0])
            return self.side_by_side(self.blocks, first, first + len(names))
        return self.value(names[0])

    def _product(self, act: Act, first: int, last: int) -> Calls:
        matrix = self.matrix(act.args[0], act.sign, first, last)
        into = self.side_by_side(self.blocks, first, last)
        vector = self.over_time(self.value(act.args[0]))
        return [call("gemm", *rest, act.sign, True) for rest in pairs(into, [[matrix] * self.size.T, vector])]

    def matrix(self, vector: str, sign: int, first: int, last: int) -> Tensor:
        """Return the matrices on a past value that lead to a stretch of blocks, (S, (last - first) m, m)."""
        places = [self.plan.order.index(block) for block in self.plan.stacks[vector, sign]]
        m, skipped = self.size.m, places.index(first)
        return self.matrices[vector, sign][:, skipped * m : (skipped + last - first) * m]

    def over_time(self, value: Tensor) -> list[Tensor]:
        """Return a value step by step; what does not change stays."""
        return list(value) if value.ndim == 4 else [value] * self.size.T


def owned(plan: Plan) -> list[str]:
    """Name what has a room of its own: what is neither a block nor a state."""
    named = {name for act in plan.forward for name in act.into}
    return sorted(named - set(plan.order) - set(plan.sums.program.cell.state))


def pairs(into: Tensor, args: list[list[Tensor]]) -> list[tuple[Tensor, list[Tensor]]]:
    """Put what is written to and what is read together, time step by time step."""
    return [(one, [arg[t] for arg in args]) for t, one in enumerate(into)]
