"""The plan: a program's way forward and back through one time step, and how its blocks lie side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, islice, permutations

from explainer.cells.program import Program
from explainer.engine.backward import Form, Reverse, felt, past, reverse
from explainer.engine.forward import forward
from explainer.engine.kernel_calls import Act, Ranked, gathered, ranked
from explainer.engine.sums import ADDING, Sums, sums_of

MOST_ORDERS = 720  # how many ways to lay the blocks are tried: all of six


@dataclass(frozen=True, eq=False)
class Ways:
    """A program's ways through one time step, forward and back, before its blocks are laid side by side."""

    sums: Sums

    @cached_property
    def forward(self) -> Ranked:
        """The acts on the way forward."""
        return ranked(forward(self.sums))

    @cached_property
    def back(self) -> Reverse:
        """What is felt, by anchor."""
        return reverse(self.sums)

    @cached_property
    def backward(self) -> Ranked:
        """The acts on the way back."""
        return ranked(self.back.acts)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything about one cell that is known before there are numbers."""

    ways: Ways
    order: tuple[str, ...]

    @property
    def sums(self) -> Sums:
        """The program, its sums gathered."""
        return self.ways.sums

    @property
    def way_back(self) -> Reverse:
        """What is felt, by anchor."""
        return self.ways.back

    @cached_property
    def forward(self) -> list[Act]:
        """The acts of one time step on the way forward."""
        return gathered(self.ways.forward, self.order)

    @cached_property
    def backward(self) -> list[Act]:
        """The acts of one time step on the way back."""
        return gathered(self.ways.backward, list(self.slots))

    @cached_property
    def slots(self) -> dict[str, int]:
        """Where on the way back each block lies, and after them the past of each state that is carried."""
        names = [*map(felt, self.order), *map(past, self.way_back.carried)]
        return {name: k for k, name in enumerate(names)}

    @cached_property
    def weights(self) -> dict[str, list[tuple[int, str]]]:
        """For each block the matrices on x that are added into it, with their signs."""
        return {
            block: [(sign, param) for sign, kind, param in self._terms(block) if kind == "W"] for block in self.order
        }

    @cached_property
    def biases(self) -> dict[str, list[tuple[int, str]]]:
        """For each block the parameters of one number per unit that are added into it, with their signs."""
        return {
            block: [(sign, param) for sign, kind, param in self._terms(block) if kind == "b"] for block in self.order
        }

    @cached_property
    def others(self) -> dict[str, list[tuple[int, str]]]:
        """For each block what else is known beforehand and added into it, with its sign."""
        return {
            block: [(sign, name) for sign, kind, name in self._terms(block) if kind == "else"] for block in self.order
        }

    def _terms(self, block: str) -> list[tuple[int, str, str]]:
        program, found = self.sums.program, []
        for sign, name in self.sums.terms(block):
            step = program.step(name)
            if step and step.op == "matmul" and step.args[1] == "x":
                found.append((sign, "W", step.args[0]))
            elif name in program.params:
                found.append((sign, "b", name))
            elif not self.sums.inside(name, "matmul") and not self.sums.is_walked(name):
                found.append((sign, "else", name))
        return found

    @cached_property
    def stacks(self) -> dict[tuple[str, int], list[str]]:
        """The blocks that one past value is multiplied into, by (value, sign), in their order."""
        products = [act for _, act in self.ways.forward if act.kind == "gemm"]
        return {(act.args[0], act.sign): sorted(act.into, key=self.order.index) for act in products}

    @cached_property
    def matrices(self) -> dict[tuple[str, int], list[list[str]]]:
        """For each block of a stack the matrices that lead to it: one, or several that are added."""
        return {key: [self._leading(block, *key) for block in blocks] for key, blocks in self.stacks.items()}

    def _leading(self, block: str, vector: str, sign: int) -> list[str]:
        found = self.sums.products(block)
        return [step.args[0] for turn, step in found if turn == sign and self.sums.room(step.args[1]) == vector]

    @cached_property
    def stretches(self) -> dict[tuple[str, int], list[tuple[int, int]]]:
        """Where the blocks of each stack lie."""
        return {key: self.runs(blocks) for key, blocks in self.stacks.items()}

    @cached_property
    def fed(self) -> list[tuple[int, int]]:
        """Where the blocks lie that a product with x is added into."""
        return self.runs([block for block in self.order if self.weights[block]])

    @cached_property
    def params(self) -> list[str]:
        """Name the parameters that the walk itself uses: matrices, and biases of blocks."""
        stacked = [param for blocks in self.matrices.values() for block in blocks for param in block]
        added = [param for part in (self.weights, self.biases) for found in part.values() for _, param in found]
        return list(dict.fromkeys([*stacked, *added]))

    @cached_property
    def added(self) -> list[str]:
        """Name what else is known beforehand and added into a block."""
        return list(dict.fromkeys(name for found in self.others.values() for _, name in found))

    @cached_property
    def outside(self) -> dict[str, Form]:
        """What is known beforehand and enters the walk by itself, not in a block, with what it feels."""
        entering = [step for step in self.sums.walked if step.op not in (*ADDING, "matmul")]
        names = dict.fromkeys(arg for step in entering for arg in step.args if self.sums.is_outside(arg))
        return {name: self.way_back.forms.get(name, {}) for name in names}

    @cached_property
    def resting(self) -> dict[str, Form]:
        """The blocks that the walk back does not pass, with what they feel."""
        names = [block for block in self.order if block not in self.way_back.spread]
        return {name: self.way_back.forms.get(name, {}) for name in names}

    def runs(self, blocks: Sequence[str]) -> list[tuple[int, int]]:
        """Return where these blocks lie, as stretches (from, to)."""
        places = sorted(self.order.index(block) for block in blocks)
        stretches = [list(group) for _, group in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
        return [(stretch[0][1], stretch[-1][1] + 1) for stretch in stretches]

    @property
    def cost(self) -> int:
        """How many calls one time step takes, and how many stretches the products need."""
        products = [act.into if act.kind == "gemm" else [name[2:] for name in act.args] for act in
                    [*self.forward, *self.backward] if act.kind in ("gemm", "pull")]  # fmt: skip
        return len(self.forward) + len(self.backward) + len(self.fed) + sum(len(self.runs(one)) for one in products)


@lru_cache(maxsize=64)
def plan(program: Program) -> Plan:
    """Plan a program, its blocks in the order that takes the fewest calls."""
    ways = Ways(sums_of(program))
    beside = sorted(ways.sums.blocks, key=lambda block: [step.args[1] for _, step in ways.sums.products(block)])
    orders = islice(permutations(beside), MOST_ORDERS)  # the first has blocks that one product serves side by side
    return min((Plan(ways, order) for order in orders), key=lambda one: one.cost)
