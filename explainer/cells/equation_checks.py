"""What is checked of a cell's equations before they are lowered, and how messages quote them."""

import ast
import keyword
import re
import warnings

from explainer.cells.catalogue import ROLES, Cell, Equation
from explainer.cells.primitives import FUNCTIONS
from explainer.cells.program import CellError, Shape

MOST_CHARACTERS = 500
MOST_EQUATIONS = 24
RESERVED = {
    "x",
    "np",
    "torch",
    "nn",
    "linear",
    "self",
    *FUNCTIONS,
}  # "x" and the functions of a cell; words of the exported source


def check_names(cell: Cell) -> None:
    """Check a cell's names, roles and states, before its texts are parsed; raises CellError."""
    names = [line.name for line in cell.equations]
    if not names or len(names) > MOST_EQUATIONS:
        raise CellError(f"A cell has 1 to {MOST_EQUATIONS} equations; this one has {len(names)}.")
    for line in cell.equations:
        shown = shorten(line.name)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,15}", line.name):
            raise CellError(f"“{shown}” cannot name a value; use a letter, then letters and digits, 16 at the most.")
        taken = line.name in RESERVED or keyword.iskeyword(line.name)
        if taken or line.name.endswith(("_prev", "_below")) or line.name[1:2] == "_":
            raise CellError(f"“{shown}” is reserved here; choose another letter.")
        if names.count(line.name) > 1:
            raise CellError(f"“{shown}” is defined twice; give one of the two another letter.")
        if line.role not in ROLES:
            raise CellError(f"“{shorten(line.role)}” is not a role; there are {', '.join(ROLES)}.")
    for state in cell.state:
        if state not in names:
            raise CellError(f"The state “{shorten(state)}” is never defined; add an equation “{shorten(state)} = …”.")
    if cell.state[:1] != ("h",):
        raise CellError("The first state of a cell is “h”, the output of the step.")


def parse_equation(line: Equation) -> ast.expr:
    """Parse one equation's text into a syntax tree; nothing is evaluated. Raises CellError."""
    if len(line.text) > MOST_CHARACTERS:
        raise CellError(
            f"The equation for “{line.name}” has {len(line.text):,} characters; {MOST_CHARACTERS} is the most."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(line.text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, Warning):
        raise CellError(
            f"“{shorten(f'{line.name} = {line.text}')}” cannot be parsed; {_unmatched_bracket(line.text)}"
        ) from None


def _unmatched_bracket(text: str) -> str:
    """Return how many brackets are missing, or what an equation looks like where they match."""
    missing = text.count("(") - text.count(")")
    if not missing:
        return "an equation looks like “sigmoid(W_f @ x + U_f @ h_prev + b_f)”."
    bracket, others = ("“)”", "“(”") if missing > 0 else ("“(”", "“)”")
    return f"{bracket} is missing: there {'are' if abs(missing) > 1 else 'is'} {abs(missing)} fewer than {others}."


def shorten(text: str) -> str:
    """Return what a message quotes of a text: its first 60 and last 15 characters where it is long."""
    return text if len(text) <= 80 else f"{text[:60]} … {text[-15:]}"


def describe_shape(shape: Shape) -> str:
    """Return “a matrix (m, n)”, “a vector (m)” or “a number”."""
    kind = ("a number", "a vector", "a matrix")[len(shape)]
    return f"{kind} ({', '.join(shape)})" if shape else kind
