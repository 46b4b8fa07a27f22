"""The sums of a program: its additions gathered, so that what is added to one sum can be added up at once."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import FUNCTIONS, OPS
from explainer.cells.program import Program, Step, is_number

ADDITIONS = ("add", "sub", "neg")
PRODUCTS = ("mul", "matmul")
IN_PLACE = tuple(name for name in FUNCTIONS if OPS[name].slopes_need_result_only)  # its argument may be overwritten
Term = tuple[int, str]
"""A sign and the name of what is added or subtracted."""


def sums_of(program: Program) -> "Sums":
    """Gather a program's sums; a state that is itself a sum is split into a block and a copy."""
    steps: list[Step] = []
    for step in program.steps:
        if step.name in program.cell.state and step.op in (*ADDITIONS, "matmul"):
            total = f"{step.name} sum"
            steps += [replace(step, name=total), replace(step, op="same", args=(total,))]
        else:
            steps.append(step)
    plain = Sums(program)
    return Sums(replace(program, steps=tuple(steps))) if set(program.cell.state) & set(plain.blocks) else plain


@dataclass(frozen=True, eq=False)
class Sums:
    """A program with its sums gathered: which steps are terms of another one and need no buffer of their own.

    A sum is a *block* where something is added that can be computed for all time steps before the time loop (a product
    with x, a bias), or where a matrix is multiplied with a past value: its buffer is filled before the loop, and
    products are added to it. What does not depend on the past is *hoisted* out of the loop.
    """

    program: Program

    @cached_property
    def recurrent_steps(self) -> tuple[Step, ...]:
        """The steps that the time loop must compute, in order."""
        return tuple(step for step in self.program.steps if step.name in self.recurrent_names)

    @cached_property
    def recurrent_names(self) -> frozenset[str]:
        """Name what depends on the past, and the states with what depends on them even where none does."""
        names = {*recurrent_values(self.program), *self.program.cell.state}
        for step in self.program.steps:
            if names & set(step.args):
                names.add(step.name)
        return frozenset(names)

    @cached_property
    def uses(self) -> Counter[str]:
        """How often each value is used; and once more for each equation, because its value is shown."""
        return self.reads + Counter(line.name for line in self.program.cell.equations)

    @cached_property
    def reads(self) -> Counter[str]:
        """How often each value is read by an operation."""
        return Counter(arg for step in self.program.steps for arg in step.args)

    @cached_property
    def inlined(self) -> frozenset[str]:
        """Name the recurrent steps that are nothing but a term of one sum."""
        names = set()
        for step in self.recurrent_steps:
            found = [self.program.step(arg) for arg in step.args] if step.op in ADDITIONS else []
            names |= {
                one.name for one in found if one and self.uses[one.name] == 1 and one.op in (*ADDITIONS, *PRODUCTS)
            }
        return frozenset(names & self.recurrent_names)

    def terms(self, name: str) -> list[Term]:
        """Return what a sum adds up; a recurrent product is the one term of itself."""
        step = self.program.step(name)
        assert step
        return (
            [term for sign, arg in _signed(step) for term in self._terms(arg, sign)]
            if step.op in ADDITIONS
            else [(1, name)]
        )

    def _terms(self, name: str, sign: int) -> list[Term]:
        step = self.program.step(name)
        if step and step.op in ADDITIONS and (name in self.inlined or self._is_hoisted_once(name)):
            return [term for turn, arg in _signed(step) for term in self._terms(arg, sign * turn)]
        return [(sign, name)]

    def _is_hoisted_once(self, name: str) -> bool:
        return self.uses[name] == 1 and name not in self.recurrent_names

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Name the sums whose buffer is filled before the time loop, or that a matrix product is added to."""
        return tuple(
            step.name for step in self.recurrent_steps if step.name not in self.inlined and self._is_block(step)
        )

    def _is_block(self, step: Step) -> bool:
        if step.op == "matmul":
            return True
        return step.op in ADDITIONS and any(
            self.is_hoisted(name) or self.inlined_step(name, "matmul") for _, name in self.terms(step.name)
        )

    def blocks_fed_by(self, value: str) -> list[tuple[int, tuple[str, ...]]]:
        """Return the blocks that a past value is multiplied into, by sign: one product serves all of one sign."""
        found: dict[int, tuple[str, ...]] = {}
        for block in self.blocks:
            for sign, step in self.products(block):
                if step.args[1] == value and block not in found.get(sign, ()):  # several matrices are added up
                    found[sign] = (*found.get(sign, ()), block)
        return list(found.items())

    def inlined_step(self, name: str, op: str) -> Step | None:
        """Return the step that makes a term if it is such a product and has no buffer of its own."""
        step = self.program.step(name)
        return step if step and name in self.inlined and step.op == op else None

    def buffer_of(self, name: str) -> str:
        """Return the buffer of a value: its own, or its argument's block, if nothing else reads that block."""
        step = self.program.step(name)
        if step is None or step.op not in IN_PLACE or name in self.program.cell.state:
            return name
        return step.args[0] if step.args[0] in self.blocks and self.uses[step.args[0]] == 1 else name

    def products(self, block: str) -> list[tuple[int, Step]]:
        """Return the products of a matrix and the past that are added to a block, with their signs."""
        step = self.program.step(block)
        assert step
        if step.op == "matmul":
            return [(1, step)]
        return [(sign, found) for sign, name in self.terms(block) if (found := self.inlined_step(name, "matmul"))]

    def is_recurrent(self, name: str) -> bool:
        """Tell whether a value depends on the past."""
        return name in self.recurrent_names

    def is_hoisted(self, name: str) -> bool:
        """Tell whether a value is computed for all time steps before the time loop."""
        return name not in self.recurrent_names and not is_number(name)


def _signed(step: Step) -> list[Term]:
    signs = {"add": (1, 1), "sub": (1, -1), "neg": (-1,)}[step.op]
    return list(zip(signs, step.args, strict=True))
