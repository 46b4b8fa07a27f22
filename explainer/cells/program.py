"""The lowering: a cell's equations become a flat list of steps, one primitive operation each."""

import ast
import difflib
import keyword
import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from explainer.cells.catalogue import ROLES, Cell, Equation
from explainer.cells.primitives import FUNCTIONS

Shape = tuple[str, ...]
"""Sizes by letter: () is a number, ("n",) and ("m",) vectors, ("m", "n") and ("m", "m") matrices."""

PARAMETERS: dict[str, Shape] = {
    "W": ("m", "n"), "U": ("m", "m"), "b": ("m",), "d": ("m",), "p": ("m",),
}  # fmt: skip
OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.MatMult: "matmul"}
MOST_CHARACTERS = 500
MOST_EQUATIONS = 24
OFFER = "+ - * @ and " + ", ".join(FUNCTIONS)


class CellError(ValueError):
    """An equation that cannot be used; the message quotes it and says what would be right."""


@dataclass(frozen=True)
class Step:
    """One operation: `name = op(*args)`.

    The last step of an equation has the equation's letter for a name; every other step has its own
    text ("U_f @ h_prev"), so the same text is computed once. An argument is a name, or a number.
    """

    name: str
    op: str
    args: tuple[str, ...]
    equation: str
    size: str  # "m", or "n" for what is only ever made of x


@dataclass(frozen=True, eq=False)
class Program:
    """A cell, ready to run: its steps in order, and its parameters' shapes by name."""

    cell: Cell
    steps: tuple[Step, ...]
    params: Mapping[str, Shape]

    def step(self, name: str) -> Step | None:
        """Return the step that makes `name`, or None for inputs, parameters and numbers."""
        return self._by_name.get(name)

    @cached_property
    def below(self) -> tuple[str, ...]:
        """The states that the cell reads of the layer below, at the same time step: "c" for `c_below`.

        Below the first layer there is nothing: there they are zeros.
        """
        read = {arg for step in self.steps for arg in step.args}
        return tuple(state for state in self.cell.state if f"{state}_below" in read)

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def equation(self, name: str) -> Equation:
        """Return the equation called `name`."""
        return next(line for line in self.cell.equations if line.name == name)


@lru_cache(maxsize=64)
def lower(cell: Cell) -> Program:
    """Lower a cell to its program; raises CellError, quoting what it rejects."""
    _check_names(cell)
    lowering = _Lowering(cell)
    for line in cell.equations:
        lowering.add_equation(line)
    if not lowering.params:
        raise CellError("A cell needs a weight to learn; write one in, such as “W_h @ x”.")
    return Program(cell, tuple(lowering.steps.values()), lowering.params)


def is_number(name: str) -> bool:
    """Tell whether a step's argument is a number rather than a name."""
    return re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", name) is not None


class _Lowering:
    """The walk over one cell's syntax trees; holds what has been made so far.

    Each node becomes at most one step, children first. A node's name is its own text, except for the
    root of an equation, which takes the equation's letter. Because a letter is made once and never
    changed, equal text means equal value: a text met again is not computed again.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.steps: dict[str, Step] = {}
        self.params: dict[str, Shape] = {}
        self.line = cell.equations[0]

    def add_equation(self, line: Equation) -> None:
        self.line = line
        root = self.visit(_parse(line))
        shape = self.shape(root)
        if len(shape) != 1 or (line.name in self.cell.state and shape != ("m",)):
            wanted = "a vector of m units" if line.name in self.cell.state else "a vector"
            raise self.error(f"it makes {_describe(shape)}, but “{line.name}” is to be {wanted}")
        step = self.steps.get(root)
        if step and step.equation == line.name:  # made here: give it the letter
            del self.steps[root]
            self.steps[line.name] = Step(line.name, step.op, step.args, line.name, step.size)
        else:  # an old value under a new letter
            self.steps[line.name] = Step(line.name, "same", (root,), line.name, shape[0])

    def visit(self, node: ast.expr) -> str:
        """Lower one node and return the name of its value."""
        match node:
            case ast.Name(id=name):
                return self.name(name)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.number(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return self.number(-value)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return self.emit(OPERATORS[type(op)], node, left, right)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.emit("neg", node, operand)
            case ast.Call(func=ast.Name(id=function), args=[argument], keywords=[]):
                if function not in FUNCTIONS:
                    raise self.error(f"“{function}” is not a function here; there are {', '.join(FUNCTIONS)}")
                return self.emit(function, node, argument)
        raise self.error(f"“{_short(ast.unparse(node))}” is not something a cell can do; there are {OFFER}")

    def emit(self, op: str, node: ast.expr, *children: ast.expr) -> str:
        args = tuple(self.visit(child) for child in children)
        name = ast.unparse(node)
        shape = self.fit(op, name, *(self.shape(arg) for arg in args))
        self.steps.setdefault(name, Step(name, op, args, self.line.name, shape[0]))
        return name

    def name(self, name: str) -> str:
        if name == "x" or name in self.steps or name in self.states():
            return name
        if name[:2] in {f"{letter}_" for letter in PARAMETERS} and len(name) > 2:
            self.params.setdefault(name, PARAMETERS[name[0]])
            return name
        if name in {line.name for line in self.cell.equations}:
            better = f"did you mean “{name}_prev”?" if name in self.cell.state else "move its equation up"
            raise self.error(f"“{name}” is used before it is made; {better}")
        raise self.error(f"“{name}” is not known{self.suggestion(name)}")

    def states(self) -> list[str]:
        """Name the states that a cell can read: of the step before, and of the layer below."""
        return [f"{state}_{where}" for where in ("prev", "below") for state in self.cell.state]

    def suggestion(self, name: str) -> str:
        names = ["x", *self.steps, *self.params, *self.states()]
        close = difflib.get_close_matches(name, names, n=1)
        there = ", ".join(["x", *(f"{s}_prev" for s in self.cell.state)])
        return (
            f"; did you mean “{close[0]}”?"
            if close
            else f"; there are {there}, earlier letters and weights such as W_f"
        )

    def number(self, value: int | float) -> str:
        try:
            size = abs(float(value))
        except OverflowError:
            size = math.inf
        if not size <= 1e6:
            raise self.error("a number in it is too large; a million is the most")
        return repr(value)

    def shape(self, name: str) -> Shape:
        if is_number(name):
            return ()
        if name in self.params:
            return self.params[name]
        return (self.steps[name].size,) if name in self.steps else ("n",) if name == "x" else ("m",)

    def fit(self, op: str, text: str, *shapes: Shape) -> Shape:
        """Return the shape that `op` makes of these, or say why they cannot fit."""
        if op == "matmul":
            matrix, vector = shapes
            if len(matrix) == 2 and len(vector) == 1 and matrix[1] == vector[0]:
                return matrix[:1]
            raise self.error(f"“{_short(text)}” cannot fit: {_describe(matrix)} @ {_describe(vector)}; "
                             "W is (m, n) and takes x, U is (m, m) and takes what has m units")  # fmt: skip
        vectors = {shape for shape in shapes if shape}
        if not vectors:
            raise self.error(f"“{_short(text)}” holds numbers alone; write its value")
        if len(vectors) > 1 or len(next(iter(vectors))) != 1:
            raise self.error(
                f"“{_short(text)}” cannot fit: it meets {' and '.join(map(_describe, shapes))} unit by unit"
            )
        return vectors.pop()

    def error(self, reason: str) -> CellError:
        return CellError(
            f"In “{_short(f'{self.line.name} = {self.line.text}')}”: {reason}{'' if reason.endswith('?') else '.'}"
        )


def _check_names(cell: Cell) -> None:
    """Check what can be checked before any text is read."""
    names = [line.name for line in cell.equations]
    if not names or len(names) > MOST_EQUATIONS:
        raise CellError(f"A cell has 1 to {MOST_EQUATIONS} equations; this one has {len(names)}.")
    for line in cell.equations:
        shown = _short(line.name)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,15}", line.name):
            raise CellError(f"“{shown}” cannot name a value; use a letter, then letters and digits, 16 at the most.")
        taken = line.name in _TAKEN or keyword.iskeyword(line.name)
        if taken or line.name.endswith(("_prev", "_below")) or line.name[1:2] == "_":
            raise CellError(f"“{shown}” already means something else here; choose another letter.")
        if names.count(line.name) > 1:
            raise CellError(f"“{shown}” is made twice; give one of the two another letter.")
        if line.role not in ROLES:
            raise CellError(f"“{_short(line.role)}” is not a role; there are {', '.join(ROLES)}.")
    for state in cell.state:
        if state not in names:
            raise CellError(f"The state “{_short(state)}” is never made; add an equation “{_short(state)} = …”.")
    if cell.state[:1] != ("h",):
        raise CellError("The first state of a cell is “h”, what the rest of the network sees.")


_TAKEN = {"x", "np", "torch", "nn", "linear", "self", *FUNCTIONS}  # the last ones: words of the exported source


def _parse(line: Equation) -> ast.expr:
    """Read one equation's text into a syntax tree; nothing is evaluated."""
    if len(line.text) > MOST_CHARACTERS:
        raise CellError(
            f"The equation for “{line.name}” has {len(line.text):,} characters; {MOST_CHARACTERS} is the most."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(line.text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, Warning):
        raise CellError(f"“{_short(f'{line.name} = {line.text}')}” cannot be read; an equation looks like "
                        "“sigmoid(W_f @ x + U_f @ h_prev + b_f)”.") from None  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:60]} … {text[-15:]}"


def _describe(shape: Shape) -> str:
    kind = ("a number", "a vector", "a matrix")[len(shape)]
    return f"{kind} ({', '.join(shape)})" if shape else kind
