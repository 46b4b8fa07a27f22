"""The values of a cell as an emitted kernel names, reads and computes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from explainer.cells.primitives import OPS
from explainer.cells.program import Step, is_number
from explainer.engine.plan import Plan, other_names
from explainer.engine.triton_names import LONGEST_SUM, identifier, offset, one_line, signed_sum

CALL = 9  # how a call binds
KEEPS = ("everything", "needed")
TEXTS = {
    "add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "div": "{0} / {1}", "neg": "-{0}", "same": "{0}",
    "sigmoid": "sigmoid({0})", "tanh": "tanh({0})", "relu": "relu({0})", "exp": "tl.exp({0})", "log": "tl.log({0})",
    "erf": "tl.erf({0})",
    "min": "smaller({0}, {1})", "max": "larger({0}, {1})", "norm": "norm({0}, is_unit, M)",
}  # fmt: skip
"""By primitive, how a kernel writes it."""


@dataclass(frozen=True, eq=False)
class Values:
    """A plan's values in a kernel; `keep` is "everything": each letter, or "needed": what the backward pass must have.

    What is made of one unit's numbers alone is computed again in the backward pass, where it is not stored. With
    `pieces` the recurrent matrices are read in pieces at each step, where they are too large to be held on the chip.
    `over_time` names what is computed before the loop and changes from step to step, `wanted` what has a gradient.
    """

    plan: Plan
    keep: str = "everything"
    pieces: bool = False
    over_time: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()

    @cached_property
    def stored_others(self) -> list[str]:
        """Name what has a buffer of its own, beside blocks and states."""
        normed = {step.args[0] for step in self.steps if step.op == "norm"}
        vectors = {vector for vector, _ in self.plan.stacks}
        letters = {line.name for line in self.plan.sums.program.cell.equations} if self.keep == "everything" else set()
        wanted = normed | vectors | letters
        return [name for name in other_names(self.plan) if name in wanted or self.step(name).op == "norm"]

    @property
    def factors_over_time(self) -> list[str]:
        """What is computed before the loop, read in it, and changes from step to step."""
        return [name for name in self.plan.hoisted_factors if name in self.over_time]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that depend on the past, in their order."""
        return self.plan.sums.recurrent_steps

    @property
    def states(self) -> tuple[str, ...]:
        """The states of the cell."""
        return self.plan.sums.program.cell.state

    @cached_property
    def stored_in(self) -> dict[str, str]:
        """By buffer, the value that it holds in the end: in a block the gate that is made of its sum, where one is."""
        return {self.plan.sums.buffer_of(step.name): step.name for step in self.steps}

    @cached_property
    def slots(self) -> dict[str, int]:
        """Where each value lies that is held in a block."""
        return {self.stored_in[block]: k for k, block in enumerate(self.plan.order)}

    @cached_property
    def names(self) -> dict[str, str]:
        """An identifier for each value: its letter, or its text in words."""
        found: dict[str, str] = {}
        program = self.plan.sums.program
        past = [f"{state}_prev" for state in self.states]
        letters = [line.name for line in program.cell.equations]
        hoisted = [*self.plan.hoisted_factors, *program.params]
        for name in [*letters, *past, *hoisted, *(step.name for step in self.steps)]:
            if name not in found:
                found[name] = identifier(name, found.values())
        return found

    def name(self, value: str) -> str:
        """Return the identifier of a value, or a number as it is written."""
        if is_number(value):
            return value if float(value) >= 0 else f"({value})"
        return self.names[value]

    def equation_text(self, name: str) -> str:
        """Return the right side of an equation and its sentence, for a comment."""
        line = self.plan.sums.program.equation(name)
        return f"{one_line(line.text)}    {one_line(line.about)}".rstrip()

    def step(self, name: str) -> Step:
        """Return the step that computes a value."""
        found = self.plan.sums.program.step(name)
        assert found
        return found

    def has_line(self, step: Step) -> bool:
        """Tell whether a value has a line of its own in the forward kernel: it is a letter, stored, or read twice."""
        sums = self.plan.sums
        if step.name in sums.inlined or step.op == "matmul" and step.name not in sums.blocks:
            return False
        shown = any(line.name == step.name for line in sums.program.cell.equations)
        return shown or step.name in self.slots or step.name in self.stored_others or sums.reads[step.name] > 1

    def text(self, name: str, binding: int = 0) -> str:
        """Return a value where it is read: its name, or what computes it, in brackets where it binds weaker."""
        step = None if is_number(name) else self.plan.sums.program.step(name)
        if step is None or not self.plan.sums.is_recurrent(name) or self.has_line(step):
            return self.name(name)
        return f"({self.right_side(step)})" if OPS[step.op].binds < binding else self.right_side(step)

    def right_side(self, step: Step) -> str:
        """Return what computes a step; a block begins with what x and the biases add to it."""
        if step.name in self.plan.sums.blocks:
            return self._sum(step.name)
        binds = OPS[step.op].binds
        inner = [0, 0] if binds == CALL else [binds, binds + 1]
        return TEXTS[step.op].format(*(self.text(arg, least) for arg, least in zip(step.args, inner, strict=False)))

    def _sum(self, block: str) -> str:
        terms = [(1, f"input_{self.block_name(block)}")] if self.has_input(block) else []
        terms += [(sign, self._product(block, vector, sign)) for vector, sign in self.products_of(block)]
        for sign, name in self.plan.sums.terms(block):
            before = is_number(name) or self.plan.sums.is_hoisted(name)
            if name != block and not before and not self.plan.sums.inlined_step(name, "matmul"):
                terms.append((sign, self.text(name, 1 if sign == 1 else 2)))
        return signed_sum(terms)

    def _product(self, block: str, vector: str, sign: int) -> str:
        if self.pieces:
            place = self.plan.stacks[vector, sign].index(block)
            matrix = offset(self.stack_name(vector, sign), place, "M * M")
            source = self.memory(self.stored_in.get(vector, vector))
            return f"product_in_pieces({matrix}, {source}, column, B, M, 1, M, UNITS, COLUMNS, PIECE, PRECISION)"
        return f"product({self.matrix_names[vector, sign, block]}, {self.held_in(vector)}, is_unit, PRECISION)"

    def held_in(self, buffer: str) -> str:
        """Return the identifier of the value that a buffer holds in the end."""
        return self.name(self.stored_in.get(buffer, buffer))

    def stack_name(self, vector: str, sign: int) -> str:
        """Return the pointer to the matrices that multiply a value; those of products that are subtracted lie apart."""
        return f"matrices_{self.held_in(vector)}{'' if sign == 1 else '_subtracted'}"

    @cached_property
    def matrix_names(self) -> dict[tuple[str, int, str], str]:
        """By vector, sign and block, the identifier of the matrix between them: U_f, or several that are added."""
        found: dict[tuple[str, int, str], str] = {}
        for (vector, sign), blocks in self.plan.stacks.items():
            for block, matrices in zip(blocks, self.plan.matrices[vector, sign], strict=True):
                found[vector, sign, block] = identifier("_plus_".join(matrices), found.values(), LONGEST_SUM)
        return found

    def memory(self, value: str) -> str:
        """Return where a value lies in memory, at the step that is computed."""
        past = value.removesuffix("_prev")
        if past != value and past in self.states:
            return f"memory_{self.name(past)}"
        if value in self.states:
            return f"memory_{self.name(value)} + S * plane"
        if value in self.slots:
            return offset("blocks", self.slots[value], "plane")
        return f"memory_{self.name(value)}"

    def vectors_of(self, block: str) -> set[str]:
        """Return the values whose products with a matrix are added to a block."""
        return {self.stored_in.get(vector, vector) for vector, _ in self.products_of(block)}

    def is_stored(self, value: str) -> bool:
        """Tell whether a value lies in memory once a step is over."""
        return value in self.slots or value in self.states or value in self.stored_others

    def has_input(self, block: str) -> bool:
        """Tell whether something is written into a block before the loop."""
        return bool(self.plan.weights[block] or self.plan.biases[block] or self.plan.other_terms[block])

    def block_name(self, block: str) -> str:
        """Return the identifier of what a block holds in the end."""
        return self.name(self.stored_in[block])

    def products_of(self, block: str) -> list[tuple[str, int]]:
        """Return the products that are added to a block: each vector with a sign."""
        return [key for key, blocks in self.plan.stacks.items() if block in blocks]

    def products_with(self, value: str) -> Iterator[tuple[str, int]]:
        """Return the stacks of matrices that multiply a value."""
        for vector, sign in self.plan.stacks:
            if self.stored_in.get(vector, vector) == value:
                yield vector, sign
