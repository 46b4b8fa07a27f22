"""The plan of a program: its kernel calls for one time step, forward and backward, and the order of its blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, islice, permutations

from explainer.cells.program import Program
from explainer.engine.backward import BackwardStep, LinearForm, backward_step, grad_of, past_grad_of
from explainer.engine.forward import forward_calls
from explainer.engine.kernel_calls import KernelCall, Levelled, fuse, with_levels
from explainer.engine.sums import ADDITIONS, Sums, sums_of

MAX_ORDERS = 720  # how many orders of the blocks are tried: all of six


@dataclass(frozen=True, eq=False)
class StepCalls:
    """A program's kernel calls for one time step, forward and backward, before its blocks have an order."""

    sums: Sums

    @cached_property
    def forward(self) -> Levelled:
        """The calls of the forward pass."""
        return with_levels(forward_calls(self.sums))

    @cached_property
    def backward_step(self) -> BackwardStep:
        """The backward pass: calls, factors, and each value's gradient as a linear form."""
        return backward_step(self.sums)

    @cached_property
    def backward(self) -> Levelled:
        """The calls of the backward pass."""
        return with_levels(self.backward_step.calls)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything about one cell that is known before there are numbers."""

    step_calls: StepCalls
    order: tuple[str, ...]

    @property
    def sums(self) -> Sums:
        """The program, its sums gathered."""
        return self.step_calls.sums

    @property
    def backward_step(self) -> BackwardStep:
        """The backward pass: calls, factors, and each value's gradient as a linear form."""
        return self.step_calls.backward_step

    @cached_property
    def forward(self) -> list[KernelCall]:
        """The calls of one time step of the forward pass."""
        return fuse(self.step_calls.forward, self.order)

    @cached_property
    def backward(self) -> list[KernelCall]:
        """The calls of one time step of the backward pass."""
        return fuse(self.step_calls.backward, list(self.slots))

    @cached_property
    def slots(self) -> dict[str, int]:
        """Where each block's gradient lies, and after them the past gradient of each state that is carried."""
        names = [*map(grad_of, self.order), *map(past_grad_of, self.backward_step.carried)]
        return {name: k for k, name in enumerate(names)}

    @cached_property
    def weights(self) -> dict[str, list[tuple[int, str]]]:
        """For each block the matrices on x whose products are added to it, with their signs."""
        return {
            block: [(sign, param) for sign, kind, param in self._terms(block) if kind == "W"] for block in self.order
        }

    @cached_property
    def biases(self) -> dict[str, list[tuple[int, str]]]:
        """For each block the parameters of one number per unit that are added to it, with their signs."""
        return {
            block: [(sign, param) for sign, kind, param in self._terms(block) if kind == "b"] for block in self.order
        }

    @cached_property
    def other_terms(self) -> dict[str, list[tuple[int, str]]]:
        """For each block what else is hoisted and added to it, with its sign."""
        return {
            block: [(sign, name) for sign, kind, name in self._terms(block) if kind == "other"] for block in self.order
        }

    def _terms(self, block: str) -> list[tuple[int, str, str]]:
        program, found = self.sums.program, []
        for sign, name in self.sums.terms(block):
            step = program.step(name)
            if step and step.op == "matmul" and step.args[1] == "x":
                found.append((sign, "W", step.args[0]))
            elif name in program.params:
                found.append((sign, "b", name))
            elif not self.sums.inlined_step(name, "matmul") and not self.sums.is_recurrent(name):
                found.append((sign, "other", name))
        return found

    @cached_property
    def stacks(self) -> dict[tuple[str, int], list[str]]:
        """The blocks that one past value is multiplied into, by (value, sign), in their order."""
        products = [call for _, call in self.step_calls.forward if call.kind == "gemm"]
        return {(call.args[0], call.sign): sorted(call.into, key=self.order.index) for call in products}

    @cached_property
    def matrices(self) -> dict[tuple[str, int], list[list[str]]]:
        """For each block of a stack the matrices that lead to it: one, or several that are added."""
        return {key: [self._matrices_to(block, *key) for block in blocks] for key, blocks in self.stacks.items()}

    def _matrices_to(self, block: str, vector: str, sign: int) -> list[str]:
        found = self.sums.products(block)
        return [step.args[0] for turn, step in found if turn == sign and self.sums.buffer_of(step.args[1]) == vector]

    @cached_property
    def stack_ranges(self) -> dict[tuple[str, int], list[tuple[int, int]]]:
        """Where the blocks of each stack lie."""
        return {key: self.ranges_of(blocks) for key, blocks in self.stacks.items()}

    @cached_property
    def input_ranges(self) -> list[tuple[int, int]]:
        """Where the blocks lie that a product with x is added to."""
        return self.ranges_of([block for block in self.order if self.weights[block]])

    @cached_property
    def ranges_without_input(self) -> list[tuple[int, int]]:
        """Where the other blocks lie."""
        return self.ranges_of([block for block in self.order if not self.weights[block]])

    @cached_property
    def params(self) -> list[str]:
        """Name the parameters that the engine itself uses: matrices, and biases of blocks."""
        stacked = [param for blocks in self.matrices.values() for block in blocks for param in block]
        added = [param for terms in (self.weights, self.biases) for found in terms.values() for _, param in found]
        return list(dict.fromkeys([*stacked, *added]))

    @cached_property
    def hoisted_terms(self) -> list[str]:
        """Name what else is hoisted and added to a block."""
        return list(dict.fromkeys(name for found in self.other_terms.values() for _, name in found))

    @cached_property
    def hoisted_factors(self) -> dict[str, LinearForm]:
        """What is hoisted and read by the time loop itself, not added to a block, with its gradient."""
        reading = [step for step in self.sums.recurrent_steps if step.op not in (*ADDITIONS, "matmul")]
        names = dict.fromkeys(arg for step in reading for arg in step.args if self.sums.is_hoisted(arg))
        return {name: self.backward_step.forms.get(name, {}) for name in names}

    @cached_property
    def deferred_blocks(self) -> dict[str, LinearForm]:
        """The blocks whose gradients are computed after the loop backward, since it does not need them."""
        names = [block for block in self.order if block not in self.backward_step.block_factors]
        return {name: self.backward_step.forms.get(name, {}) for name in names}

    def ranges_of(self, blocks: Sequence[str]) -> list[tuple[int, int]]:
        """Return where these blocks lie, as ranges (first, one after the last) of neighbours."""
        places = sorted(self.order.index(block) for block in blocks)
        groups = [list(group) for _, group in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
        return [(group[0][1], group[-1][1] + 1) for group in groups]

    @property
    def cost(self) -> int:
        """How many calls one time step takes, and how many ranges of blocks the products need."""
        products = [call.into if call.kind == "gemm" else blocks_of(call) for call in
                    [*self.forward, *self.backward] if call.kind in ("gemm", "gemm_t")]  # fmt: skip
        ranges = len(self.input_ranges) + sum(len(self.ranges_of(one)) for one in products)
        return len(self.forward) + len(self.backward) + ranges


def blocks_of(call: KernelCall) -> list[str]:
    """Return the blocks whose gradients a transposed product reads."""
    return [name.removeprefix(grad_of("")) for name in call.args]


def other_names(order: Plan) -> list[str]:
    """Name what has a buffer of its own: what is neither a block nor a state."""
    written = {name for call in order.forward for name in call.into}
    return sorted(written - set(order.order) - set(order.sums.program.cell.state))


@lru_cache(maxsize=64)
def plan(program: Program) -> Plan:
    """Plan a program, its blocks in the order that takes the fewest calls."""
    calls = StepCalls(sums_of(program))
    beside = sorted(calls.sums.blocks, key=lambda block: [step.args[1] for _, step in calls.sums.products(block)])
    orders = islice(permutations(beside), MAX_ORDERS)  # the first has blocks that one product serves side by side
    return min((Plan(calls, order) for order in orders), key=lambda one: one.cost)
