"""The operations as data for the browser: each in symbols, with places for its numbers, and what it sends back."""

import re
from typing import Any

from explainer.cells.expression import write
from explainer.cells.formula import MEASURES, pieces
from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step


def operation(program: Program, step: Step) -> dict[str, Any]:
    """Return one operation as data: in symbols down to the letters, and with places for its arguments' values."""
    symbols = pieces(write(program, step.name, "plain"))
    if step.op == "matmul":
        return {"symbols": symbols, "numbers": [{"m": step.args[0], "v": step.args[1]}]}
    op = OPS[step.op]
    return {"symbols": symbols, "numbers": _placed(step, op.mixing.filled if op.mixing else op.plain)}


def slopes(step: Step) -> list[list[dict[str, str]]]:
    """Return an operation's slope in each argument as pieces, with places for values; none for what mixes units."""
    return [_placed(step, slope.plain) for slope in OPS[step.op].slopes]


def sends(step: Step) -> list[dict[str, str]]:
    """Return what goes on from an operation that mixes units by a rule of its own, as pieces; else nothing."""
    mixing = OPS[step.op].mixing
    return _placed(step, mixing.plain) if mixing else []


def _placed(step: Step, text: str) -> list[dict[str, str]]:
    """Split a text of the primitives' table into pieces: fixed ones, values, and measures of the first argument."""
    named = {"r": {"v": step.name}} | {str(k): {"v": arg} for k, arg in enumerate(step.args)}
    named |= {measure: {"v": step.args[0], "of": measure} for measure in MEASURES}
    parts = re.split(r"\{(\w+)\}", text)
    return [named[part] if k % 2 else {"s": part} for k, part in enumerate(parts) if part]
