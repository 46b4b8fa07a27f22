"""A program's steps as formulas, in any of the styles that `primitives` has texts for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.cells.primitives import OPS
from explainer.cells.program import PARAMETERS, Program, is_number

CALL = 9  # binds tighter than any operator


@dataclass(frozen=True)
class Token:
    """A piece of a formula: fixed text, or a placeholder for a value, a product `matrix @ value`, or a measure.

    A measure is "mean" or "spread" `of` all units of a value.
    """

    text: str = ""
    value: str = ""
    matrix: str = ""
    of: str = ""


def write(program: Program, name: str, style: str, products: bool = False) -> list[Token]:
    """Write the step called `name` in a style ("plain", "latex", "python", "torch").

    Letters of other equations stay letters. With `products` it is written for one unit's numbers: each matrix
    product is one token, and a normalisation is written with the mean and spread of all units.
    """
    return list(_step(program, name, style, products))


def _step(program: Program, name: str, style: str, products: bool) -> Iterator[Token]:
    step = program.step(name)
    assert step is not None
    if products and step.op == "matmul":
        yield Token(value=step.args[1], matrix=step.args[0])
        return
    mixing = OPS[step.op].mixing
    template = mixing.filled if products and mixing else getattr(OPS[step.op], style)
    for k, piece in enumerate(re.split(r"\{([01]|mean|spread)\}", template)):
        if piece in ("mean", "spread"):
            yield Token(value=step.args[0], of=piece)
        elif k % 2:
            yield from _argument(
                program, step.args[int(piece)], style, products, _precedence_needed(program, name, style, int(piece))
            )
        elif piece:
            yield Token(text=piece)


def _argument(program: Program, name: str, style: str, products: bool, least: int) -> Iterator[Token]:
    if is_leaf(program, name):
        yield Token(value=name)
        return
    inside = list(_step(program, name, style, products))
    wrap = _precedence(program, name, style) < least
    yield from [Token(text="("), *inside, Token(text=")")] if wrap else inside


def is_leaf(program: Program, name: str) -> bool:
    """Tell whether `name` is written as it is: an input, a parameter, a number or an equation's letter."""
    step = program.step(name)
    return step is None or step.equation == name


def _precedence(program: Program, name: str, style: str) -> int:
    step = program.step(name)
    return CALL if step is None or OPS[step.op].encloses(style) else OPS[step.op].binds


def _precedence_needed(program: Program, name: str, style: str, position: int) -> int:
    """Return the precedence that an argument needs to be written without parentheses."""
    binds = _precedence(program, name, style)
    return 0 if binds == CALL else binds + position


def symbol(name: str) -> tuple[str, str]:
    """Return a name's base and subscript: W and f, h and t−1, f and t."""
    if is_number(name):
        return name.replace("-", "−"), ""
    if name.endswith("_prev"):
        return name.removesuffix("_prev"), "t−1"
    if name.endswith("_below"):
        return name.removesuffix("_below"), "t, below"
    if name[1:2] == "_" and name[0] in PARAMETERS:
        return name[0], name[2:]
    return name, "t"


def role(program: Program, name: str) -> str:
    """Return the role whose colour a name has: its equation's, "input" for x, "" for weights and sums.

    1 minus a gate has the opposite role: 1 - z writes where z keeps.
    """
    roles = {line.name: line.role for line in program.cell.equations}
    step = program.step(name)
    if name == "x":
        return "input"
    if name not in roles and step and step.op == "sub" and step.args[0] == "1":
        return OPPOSITE.get(role(program, step.args[1]), "")
    return roles.get(name.removesuffix("_prev").removesuffix("_below"), "")


OPPOSITE = {"keep": "write", "write": "keep"}
