"""Lowering: a cell's equations are parsed, checked and turned into the steps of a program."""

import ast
import difflib
import math
from functools import lru_cache

from explainer.cells.catalogue import Cell, Equation
from explainer.cells.equation_checks import check_names, describe_shape, parse_equation, shorten
from explainer.cells.primitives import FUNCTIONS, OPS
from explainer.cells.program import PARAMETERS, CellError, Program, Shape, Step, is_number

OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.MatMult: "matmul"}
SUPPORTED = "+ - * / @ and " + ", ".join(FUNCTIONS)


@lru_cache(maxsize=64)
def lower(cell: Cell) -> Program:
    """Lower a cell to its program; raises CellError, quoting what it rejects."""
    check_names(cell)
    lowering = _Lowering(cell)
    for equation in cell.equations:
        lowering.add_equation(equation)
    if not lowering.params:
        raise CellError("A cell needs a weight to learn; add one, such as “W_h @ x”.")
    return Program(cell, tuple(lowering.steps.values()), lowering.params)


class _Lowering:
    """One cell's syntax trees turned into steps; holds the steps and parameters found so far.

    Each node becomes at most one step, children first. A node's name is its own text, except for the
    root of an equation, which takes the equation's letter. Because a letter is assigned once and never
    changed, equal text means equal value: a text that occurs again is not computed again.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.steps: dict[str, Step] = {}
        self.params: dict[str, Shape] = {}
        self.equation = cell.equations[0]

    def add_equation(self, equation: Equation) -> None:
        self.equation = equation
        root = self.lower_node(parse_equation(equation))
        shape = self.shape(root)
        if len(shape) != 1 or (equation.name in self.cell.state and shape != ("m",)):
            wanted = "a vector of m units" if equation.name in self.cell.state else "a vector"
            raise self.error(f"it gives {describe_shape(shape)}, but “{equation.name}” has to be {wanted}")
        step = self.steps.get(root)
        if step and step.equation == equation.name:  # computed in this equation: rename it
            del self.steps[root]
            self.steps[equation.name] = Step(equation.name, step.op, step.args, equation.name, step.size)
        else:  # an earlier value under a new letter
            self.steps[equation.name] = Step(equation.name, "same", (root,), equation.name, shape[0])

    def lower_node(self, node: ast.expr) -> str:
        """Lower one node and return the name of its value."""
        match node:
            case ast.Name(id=name):
                return self.lower_name(name)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.lower_number(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return self.lower_number(-value)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return self.add_step(OPERATORS[type(op)], node, left, right)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.add_step("neg", node, operand)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                self.check_call(function, len(arguments))
                return self.add_step(function, node, *arguments)
        raise self.error(f"“{shorten(ast.unparse(node))}” is not supported; there are {SUPPORTED}")

    def check_call(self, function: str, count: int) -> None:
        """Raise CellError where a function is unknown, or takes another number of arguments."""
        if function not in FUNCTIONS:
            raise self.error(f"“{function}” is not a function here; there are {', '.join(FUNCTIONS)}")
        wanted = max(1, len(OPS[function].slopes))
        if count != wanted:
            arguments = f"{count} argument{'' if count == 1 else 's'}"
            raise self.error(f"“{function}” has {arguments}; it takes {('one', 'two')[wanted - 1]}")

    def add_step(self, op: str, node: ast.expr, *children: ast.expr) -> str:
        args = tuple(self.lower_node(child) for child in children)
        name = ast.unparse(node)
        shape = self.result_shape(op, name, *(self.shape(arg) for arg in args))
        self.steps.setdefault(name, Step(name, op, args, self.equation.name, shape[0]))
        return name

    def lower_name(self, name: str) -> str:
        if name == "x" or name in self.steps or name in self.readable_states():
            return name
        if name[:2] in {f"{letter}_" for letter in PARAMETERS} and len(name) > 2:
            self.params.setdefault(name, PARAMETERS[name[0]])
            return name
        if name in {line.name for line in self.cell.equations}:
            better = f"did you mean “{name}_prev”?" if name in self.cell.state else "move its equation up"
            raise self.error(f"“{name}” is used before it is defined; {better}")
        raise self.error(f"“{name}” is unknown{self.suggestion(name)}")

    def readable_states(self) -> list[str]:
        """Return the states that a cell can read: of the step before, and of the layer below."""
        return [f"{state}_{where}" for where in ("prev", "below") for state in self.cell.state]

    def suggestion(self, name: str) -> str:
        """Return the end of a message about an unknown name: the nearest known one, or what there is."""
        names = ["x", *self.steps, *self.params, *self.readable_states()]
        close = difflib.get_close_matches(name, names, n=1)
        inputs = ", ".join(["x", *(f"{s}_prev" for s in self.cell.state)])
        return (
            f"; did you mean “{close[0]}”?"
            if close
            else f"; there are {inputs}, earlier letters and weights such as W_f"
        )

    def lower_number(self, value: int | float) -> str:
        try:
            size = abs(float(value))
        except OverflowError:
            size = math.inf
        if not size <= 1e6:
            raise self.error("it has a number that is too large; a million is the most")
        return repr(value)

    def shape(self, name: str) -> Shape:
        if is_number(name):
            return ()
        if name in self.params:
            return self.params[name]
        return (self.steps[name].size,) if name in self.steps else ("n",) if name == "x" else ("m",)

    def result_shape(self, op: str, text: str, *shapes: Shape) -> Shape:
        """Return the shape of an operation's result; raises CellError where the arguments do not fit."""
        if op == "matmul":
            matrix, vector = shapes
            if len(matrix) == 2 and len(vector) == 1 and matrix[1] == vector[0]:
                return matrix[:1]
            raise self.error(f"“{shorten(text)}” cannot fit: {describe_shape(matrix)} @ {describe_shape(vector)}; "
                             "W is (m, n) and multiplies x, U is (m, m) and multiplies m units")  # fmt: skip
        vectors = {shape for shape in shapes if shape}
        if not vectors:
            raise self.error(f"“{shorten(text)}” has only numbers; write its value")
        if len(vectors) > 1 or len(next(iter(vectors))) != 1:
            raise self.error(
                f"“{shorten(text)}” cannot fit: {' and '.join(map(describe_shape, shapes))} have different shapes"
            )
        return vectors.pop()

    def error(self, reason: str) -> CellError:
        equation = shorten(f"{self.equation.name} = {self.equation.text}")
        return CellError(f"In “{equation}”: {reason}{'' if reason.endswith('?') else '.'}")
