"""Operations as data for the browser: each in symbols, with placeholders for its numbers, and its backward rule."""

import re
from typing import Any

from explainer.cells.expression import write
from explainer.cells.formula import MEASURES, token_data
from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step


def operation(program: Program, step: Step) -> dict[str, Any]:
    """Return one operation as data: in symbols down to the letters, and with placeholders for its arguments' values."""
    symbols = token_data(write(program, step.name, "plain"))
    if step.op == "matmul":
        return {"symbols": symbols, "numbers": [{"m": step.args[0], "v": step.args[1]}]}
    op = OPS[step.op]
    return {"symbols": symbols, "numbers": _pieces(step, op.mixing.filled if op.mixing else op.plain)}


def slopes(step: Step) -> list[list[dict[str, str]]]:
    """Return an operation's slope in each argument as pieces; none for an operation that mixes units."""
    return [_pieces(step, slope.plain) for slope in OPS[step.op].slopes]


def mixing_gradient(step: Step) -> list[dict[str, str]]:
    """Return the gradient of the argument of a normalisation as pieces; nothing for other operations."""
    mixing = OPS[step.op].mixing
    return _pieces(step, mixing.plain) if mixing else []


def domain(step: Step) -> dict[str, Any] | None:
    """Return which numbers an operation can take in an argument, as data; None where it can take all."""
    op = OPS[step.op]
    return vars(op.domain) | {"written": op.plain} if op.domain else None


def _pieces(step: Step, text: str) -> list[dict[str, str]]:
    """Split a text of `primitives` into pieces: fixed text, values, and measures of the first argument."""
    named = {"r": {"v": step.name}} | {str(k): {"v": arg} for k, arg in enumerate(step.args)}
    named |= {measure: {"v": step.args[0], "of": measure} for measure in MEASURES}
    parts = re.split(r"\{(\w+)\}", text)
    return [named[part] if k % 2 else {"s": part} for k, part in enumerate(parts) if part]
