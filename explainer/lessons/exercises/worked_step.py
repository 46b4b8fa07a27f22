"""One step of a cell as lines to be worked out with a pocket calculator: which values are written down, and how.

A line is a step of the program. Its formula has the letters of the lines before it, so that each line is reached from
numbers that stand on the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explainer.cells.expression import symbol, write
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program, Step, is_number
from explainer.lessons.exercises.exercise import Line
from explainer.numerics.trace import Layer, trace

DECIMALS = 3  # of every number that is worked out


@dataclass(frozen=True, eq=False)
class WorkedStep:
    """A program with one step's values, (m,) each: parameters, input and past states, and every step's result."""

    program: Program
    params: Mapping[str, Array]
    values: Mapping[str, Array]

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the values that are written down, in the order of computation."""
        return shown_steps(self.program)


def run_step(program: Program, params: Mapping[str, Array], x: Array, state: Mapping[str, Array]) -> WorkedStep:
    """Run one step from x (n,) and the previous states (m,)."""
    run = trace([Layer(program, params, state)], x[None]).layers[0]
    return WorkedStep(program, params, {name: run.value(name)[0] for name in run.values})


def shown_steps(program: Program) -> tuple[str, ...]:
    """Return which results are written down: each equation's, the argument of each activation, and inner brackets."""
    inner = {arg for step in program.steps for arg in step.args if _is_shown_argument(program, step, arg)}
    ends = {line.name for line in program.cell.equations}
    return tuple(step.name for step in program.steps if step.name in inner | ends)


def _is_shown_argument(program: Program, step: Step, arg: str) -> bool:
    found = program.step(arg)
    if found is None or is_number(arg):
        return False
    brackets = step.op == "matmul" or (step.op == "mul" and found.op in ("add", "tanh"))
    return step.op in ("sigmoid", "tanh") or brackets


def letters(program: Program) -> dict[str, str]:
    """Return the letter of each shown step: that of its equation, s_i for the sum of gate i, q for what is inside."""
    ends = {line.name for line in program.cell.equations}
    activated = {step.args[0]: step.equation for step in program.steps if step.op in ("sigmoid", "tanh")}
    return {
        name: name if name in ends else f"s_{activated[name]}" if name in activated else "q"
        for name in shown_steps(program)
    }


def formula(program: Program, name: str) -> str:
    """Write a shown step in the letters of the others: “σ(s_i)”, “f ⊙ c_prev + i ⊙ g”."""
    named = letters(program)
    steps = tuple(replace(step, equation=step.name) if step.name in named else step for step in program.steps)
    worked = Program(program.cell, steps, program.params)
    return "".join(token.text or named.get(token.value, token.value) for token in write(worked, name, "plain"))


def lines(worked: WorkedStep) -> tuple[Line, ...]:
    """Return every line of the working with its values."""
    named = letters(worked.program)
    return tuple(Line(named[name], formula(worked.program, name), worked.values[name]) for name in worked.shown)


def rounded(value: Array, decimals: int = DECIMALS) -> Array:
    """Return the numbers as they are printed."""
    return np.array([float(f"{number:.{decimals}f}") for number in np.ravel(value)]).reshape(np.shape(value))


def recomputed(worked: WorkedStep, name: str) -> Array:
    """Return a shown value as somebody computes it from the numbers on the sheet, (m,)."""

    def read(arg: str) -> Array:
        if is_number(arg):
            return np.float64(arg)  # type: ignore[return-value]
        step = worked.program.step(arg)
        if step is None:
            return worked.params[arg] if arg in worked.params else worked.values[arg]
        return rounded(worked.values[arg]) if arg in worked.shown else compute(step)

    def compute(step: Step) -> Array:
        return np.asarray(OPS[step.op].forward(*map(read, step.args)))

    step = worked.program.step(name)
    assert step is not None
    return compute(step)


def is_reached(worked: WorkedStep) -> bool:
    """Tell whether every line, computed from the rounded numbers above it, rounds to the number of the key."""
    return all(bool((rounded(recomputed(worked, name)) == rounded(worked.values[name])).all()) for name in worked.shown)


def symbols(name: str) -> tuple[str, str]:
    """Return a letter and its subscript as the sheet writes them: W and i, h and t−1, s and i, f and nothing."""
    if name[1:2] == "_" and not name.endswith("_prev"):
        return name[0], name[2:]
    letter, below = symbol(name)
    return letter, below if name.endswith("_prev") else ""
