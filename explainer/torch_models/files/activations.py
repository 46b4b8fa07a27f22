"""Activations that a file names, written in the cell language, and the cell that has them in the usual ones' places."""

import ast
import copy
from collections.abc import Mapping
from dataclasses import replace

from explainer.cells.catalogue import Cell
from explainer.cells.cell_text import OWN_CELL
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

ACTIVATIONS = {
    "tanh": "tanh(a)",
    "sigmoid": "sigmoid(a)",
    "relu": "relu(a)",
    "linear": "a",
    "affine": "{alpha} * a + {beta}",
    "scaledtanh": "{alpha} * tanh({beta} * a)",
    "hard_sigmoid": "min(max({alpha} * a + {beta}, 0), 1)",
    "leaky_relu": "max(a, 0) + {alpha} * min(a, 0)",
    "relu6": "min(max(a, 0), 6)",
    "softsign": "a / (1 + max(a, -a))",
    "softplus": "max(a, 0) + log(1 + exp(min(a, -a)))",
    "elu": "max(a, 0) + {alpha} * (exp(min(a, 0)) - 1)",
    "selu": "1.0507009873554805 * max(a, 0) + 1.7580993408473766 * (exp(min(a, 0)) - 1)",
    "silu": "a * sigmoid(a)",
    "hard_silu": "a * min(max(a / 6 + 0.5, 0), 1)",
    "hard_tanh": "min(max(a, -1), 1)",
    "tanh_shrink": "a - tanh(a)",
    "log_sigmoid": "min(a, 0) - log(1 + exp(min(a, -a)))",
    "mish": "a * tanh(max(a, 0) + log(1 + exp(min(a, -a))))",
    "gelu": "a * (0.5 + 0.5 * erf(0.7071067811865476 * a))",
    "gelu_tanh": "a * (0.5 + 0.5 * tanh(0.7978845608028654 * (a + 0.044715 * a * a * a)))",
    "thresholded_relu": "a * (max(a - {alpha}, 0) / max(a - {alpha}, 1e-15))",
    "exponential": "exp(a)",
}
"""By name in lower case, the function of `a`; {alpha} and {beta} are numbers of the file.

The step of thresholded_relu is a quotient of two numbers that are equal above the threshold, or 0 over the least.
"""
SAME = {"swish": "silu", "hardsigmoid": "hard_sigmoid", "leakyrelu": "leaky_relu",
        "thresholdedrelu": "thresholded_relu", "hard_swish": "hard_silu"}  # fmt: skip
GATES, CANDIDATE, OUTPUT = "gates", "candidate", "output"
"""The places of an activation: what sigmoid makes, what tanh makes, and the tanh of the memory on its way out."""


def activation(name: str, where: str, **numbers: float) -> str:
    """Return an activation as a text in `a`; raises ModelError for one that the language cannot write."""
    key = SAME.get(name.lower(), name.lower())
    if key not in ACTIVATIONS:
        raise ModelError(
            f"“{short(where)}” has the activation “{short(name)}”; {', '.join(ACTIVATIONS)} can be opened."
        )
    return ACTIVATIONS[key].format(**{letter: f"{value!r}" for letter, value in numbers.items()})


def with_activations(cell: Cell, texts: Mapping[str, str], clip: float | None = None) -> Cell:
    """Return a shipped cell with activations, texts in `a`, in some of its places; `clip` bounds what they are given.

    The equations are those of the cell with another function where `sigmoid(…)` or `tanh(…)` stands.
    """
    equations = tuple(
        replace(line, text=ast.unparse(_Substitution(cell, line.name, texts, clip).visit(_parsed(line.text))))
        for line in cell.equations
    )
    unchanged = all(one.text == _plain(line.text) for one, line in zip(equations, cell.equations, strict=True))
    return cell if unchanged else replace(cell, name=OWN_CELL, equations=equations)


def cell_text(cell: Cell) -> str:
    """Return a cell as lines that `read_cell` reads, with role and sentence of each equation."""
    return "\n".join(f"{line.name} = {line.text}  # {line.role}: {line.about}" for line in cell.equations)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _plain(text: str) -> str:
    return ast.unparse(_parsed(text))


class _Substitution(ast.NodeTransformer):
    """Puts an activation where a cell has sigmoid or tanh."""

    def __init__(self, cell: Cell, equation: str, texts: Mapping[str, str], clip: float | None) -> None:
        self.output = equation == "h" and "c" in cell.state
        self.texts, self.clip = texts, clip

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Return the function of the same argument, clipped where the file clips it."""
        self.generic_visit(node)
        if ast.unparse(node.func) not in ("sigmoid", "tanh"):
            return node
        place = GATES if ast.unparse(node.func) == "sigmoid" else OUTPUT if self.output else CANDIDATE
        usual = ast.unparse(node.func) + "(a)"
        argument = node.args[0]
        if self.clip is not None and not self.output:
            argument = _filled(f"min(max(a, -{self.clip!r}), {self.clip!r})", argument)
        return _filled(self.texts.get(place, usual), argument)


def _filled(text: str, argument: ast.expr) -> ast.expr:
    """Return a text in `a` with an argument in place of each a."""
    made = _Letter(argument).visit(_parsed(text))
    assert isinstance(made, ast.expr)
    return made


class _Letter(ast.NodeTransformer):
    """Puts an expression in place of the letter a."""

    def __init__(self, argument: ast.expr) -> None:
        self.argument = argument

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Return the expression for a, and any other name as it is."""
        return copy.deepcopy(self.argument) if node.id == "a" else node
