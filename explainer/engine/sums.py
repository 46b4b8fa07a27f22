"""The sums: a program's additions gathered, so that what feeds one sum can be added up at once."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from explainer.cells.memory import recurrent
from explainer.cells.primitives import FUNCTIONS, OPS
from explainer.cells.program import Program, Step, is_number

ADDING = ("add", "sub", "neg")
Term = tuple[int, str]
"""A sign and the name of what is added or taken away."""


def sums_of(program: Program) -> "Sums":
    """Gather a program's sums; a state that would itself be a block becomes a copy of it."""
    steps: list[Step] = []
    for step in program.steps:
        if step.name in program.cell.state and step.op in (*ADDING, "matmul"):
            whole = f"{step.name} sum"
            steps += [replace(step, name=whole), replace(step, op="same", args=(whole,))]
        else:
            steps.append(step)
    plain = Sums(program)
    return Sums(replace(program, steps=tuple(steps))) if set(program.cell.state) & set(plain.blocks) else plain


@dataclass(frozen=True, eq=False)
class Sums:
    """A program with its sums gathered: which steps are terms of another one and need no room of their own.

    A sum is a *block* where something enters that can be computed for all time steps before the walk (a product with
    x, a bias), or where a matrix meets the past: its room is filled before the walk, and products are added into it.
    """

    program: Program

    @cached_property
    def walked(self) -> tuple[Step, ...]:
        """The steps that must be walked, in order."""
        return tuple(step for step in self.program.steps if step.name in self.moving)

    @cached_property
    def moving(self) -> frozenset[str]:
        """Name what depends on the past, and the states with what depends on them even where none does."""
        names = {*recurrent(self.program), *self.program.cell.state}
        for step in self.program.steps:
            if names & set(step.args):
                names.add(step.name)
        return frozenset(names)

    @cached_property
    def uses(self) -> Counter[str]:
        """How often each value is used; an equation's letter once more, since it is kept."""
        return self.reads + Counter(line.name for line in self.program.cell.equations)

    @cached_property
    def reads(self) -> Counter[str]:
        """How often each value is read by an operation."""
        return Counter(arg for step in self.program.steps for arg in step.args)

    @cached_property
    def inner(self) -> frozenset[str]:
        """Name the walked steps that are nothing but a term of one sum."""
        names = set()
        for step in self.walked:
            found = [self.program.step(arg) for arg in step.args] if step.op in ADDING else []
            names |= {one.name for one in found if one and self.uses[one.name] == 1 and one.op in (*ADDING, *PRODUCTS)}
        return frozenset(names & self.moving)

    def terms(self, name: str) -> list[Term]:
        """Return what a sum adds up; a walked product is the one term of itself."""
        step = self.program.step(name)
        assert step
        return (
            [term for sign, arg in _signed(step) for term in self._terms(arg, sign)]
            if step.op in ADDING
            else [(1, name)]
        )

    def _terms(self, name: str, sign: int) -> list[Term]:
        step = self.program.step(name)
        if step and step.op in ADDING and (name in self.inner or self._outside_once(name)):
            return [term for turn, arg in _signed(step) for term in self._terms(arg, sign * turn)]
        return [(sign, name)]

    def _outside_once(self, name: str) -> bool:
        return self.uses[name] == 1 and name not in self.moving

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Name the sums whose room is filled before the walk, or that a matrix adds to."""
        return tuple(step.name for step in self.walked if step.name not in self.inner and self._is_block(step))

    def _is_block(self, step: Step) -> bool:
        if step.op == "matmul":
            return True
        return step.op in ADDING and any(
            self.is_outside(name) or self.inside(name, "matmul") for _, name in self.terms(step.name)
        )

    def fed_by(self, value: str) -> list[tuple[int, tuple[str, ...]]]:
        """Return the blocks that a past value is multiplied into, by sign: one product serves all of one sign."""
        found: dict[int, tuple[str, ...]] = {}
        for block in self.blocks:
            for sign, step in self.products(block):
                if step.args[1] == value:
                    found[sign] = (*found.get(sign, ()), block)
        return list(found.items())

    def inside(self, name: str, op: str) -> Step | None:
        """Return the step that makes a term if it is such a product and has no room of its own."""
        step = self.program.step(name)
        return step if step and name in self.inner and step.op == op else None

    def room(self, name: str) -> str:
        """Return the room of a value: its own, or that of the block that it is the only user of."""
        step = self.program.step(name)
        if step is None or step.op not in UNARY or name in self.program.cell.state:
            return name
        return step.args[0] if step.args[0] in self.blocks and self.uses[step.args[0]] == 1 else name

    def products(self, block: str) -> list[tuple[int, Step]]:
        """Return the products of a matrix and the past that are added into a block, with their signs."""
        step = self.program.step(block)
        assert step
        if step.op == "matmul":
            return [(1, step)]
        return [(sign, found) for sign, name in self.terms(block) if (found := self.inside(name, "matmul"))]

    def is_walked(self, name: str) -> bool:
        """Tell whether a value depends on the past."""
        return name in self.moving

    def is_outside(self, name: str) -> bool:
        """Tell whether a value is known for all time steps before the walk."""
        return name not in self.moving and not is_number(name)


PRODUCTS = ("mul", "matmul")
UNARY = tuple(name for name in FUNCTIONS if OPS[name].slopes)  # unit by unit, and written as a call


def _signed(step: Step) -> list[Term]:
    signs = {"add": (1, 1), "sub": (1, -1), "neg": (-1,)}[step.op]
    return list(zip(signs, step.args, strict=True))
