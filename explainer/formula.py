"""The formula: an equation in symbols, and with the numbers of one unit at one step."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from explainer.cells import ROLES
from explainer.expression import Token, role, symbol, write
from explainer.ops import OPS
from explainer.palette import HUES
from explainer.program import Program, Step
from explainer.trace import LayerTrace

MOST_TERMS = 3  # a dot product with more non-zero terms is shortened in the middle


@dataclass(frozen=True)
class Signs:
    """How a style writes the signs that stand between numbers."""

    minus: str
    times: str
    dots: str
    style: str


PLAIN = Signs("−", "·", "…", "plain")
LATEX = Signs("-", r" \cdot ", r"\dots", "latex")


def number(value: float, signs: Signs = PLAIN) -> str:
    """Write a number short: whole numbers bare, else two decimals, else one digit and an exponent."""
    if not np.isfinite(value):
        infinite = r"\infty" if signs is LATEX else "∞"
        return "NaN" if np.isnan(value) else f"{signs.minus if value < 0 else ''}{infinite}"
    size = abs(value)
    if size == int(size) and size < 1e4:
        text = str(int(size))
    elif 0.01 <= size < 1e4:
        text = str(Decimal(float(size)).quantize(Decimal("0.01"), ROUND_HALF_UP))
    else:
        digits, power = f"{size:.1e}".split("e")
        text = f"{digits}e{signs.minus if int(power) < 0 else ''}{abs(int(power))}"
        text = text if signs is PLAIN else rf"{digits} \cdot 10^{{{int(power)}}}"
    return f"{signs.minus if value < 0 and size else ''}{text}"


def symbols(program: Program, name: str, mode: int | None = None) -> str:
    r"""Return an equation as LaTeX in symbols: `f_{t} = \sigma(W_{f}\, x_{t} + …)`.

    With a mode (0 light, 1 dark) each letter wears the colour of its role.
    """
    return f"{_coloured(program, name, mode)} = {_right(program, name, mode)}"


def _right(program: Program, name: str, mode: int | None) -> str:
    return "".join(token.text or _coloured(program, token.value, mode) for token in write(program, name, "latex"))


def numbers(run: LayerTrace, name: str, t: int, unit: int, whole: bool = False, signs: Signs = LATEX) -> str:
    r"""Return an equation with one unit's numbers: `f_{3} = \sigma(0.42 \cdot 1 + \dots + 0.10) = 0.71`.

    t and unit count from 0; the subscript on the page counts from 1. Terms that are 0 are left out of
    dot products, and long ones shortened in the middle, unless `whole`.
    """
    left = f"{name}_{{{unit + 1}}}" if signs is LATEX else f"{name}[{unit + 1}]"
    return f"{left} = {fill(run, name, t, unit, whole, signs)} = {number(float(run.values[name][t, unit]), signs)}"


def fill(run: LayerTrace, name: str, t: int, unit: int, whole: bool = False, signs: Signs = PLAIN) -> str:
    """Return the right-hand side alone, with numbers for letters."""
    text = ""
    for token in write(run.program, name, signs.style, products=True):
        if token.matrix:
            text += _dot(run, token, t, unit, whole, signs)
        elif token.value:
            value = run.value(token.value)
            one = value[t] if token.value in run.values else value
            text += _after(text, number(float(one[unit] if np.ndim(one) else one), signs), signs)
        else:
            text += token.text.replace("⊙", "·").replace(r"\odot", r"\cdot")
    return text.replace(f" + {signs.minus}", f" {signs.minus} ")


def _dot(run: LayerTrace, token: Token, t: int, unit: int, whole: bool, signs: Signs) -> str:
    """Write one row of a matrix times a vector."""
    weights, vector = run.layer.params[token.matrix][unit], run.values[token.value][t]
    terms = [(w, v) for w, v in zip(weights, vector, strict=True) if whole or w * v != 0]
    if not terms:
        return "0"
    texts = [f"{number(w, signs)}{signs.times}{_bracket(number(v, signs), signs)}" for w, v in terms]
    if len(texts) > MOST_TERMS and not whole:
        texts = [*texts[:2], signs.dots, texts[-1]]
    return " + ".join(texts)


def _after(before: str, text: str, signs: Signs) -> str:
    """A negative number needs brackets unless it comes first or a plus can turn into its minus."""
    return text if not before or before.endswith(("(", " + ")) else _bracket(text, signs)


def _bracket(text: str, signs: Signs) -> str:
    return f"({text})" if text.startswith(signs.minus) else text


def _coloured(program: Program, name: str, mode: int | None) -> str:
    worn = role(program, name)
    return _latex(name) if mode is None or not worn else rf"\textcolor{{{HUES[worn][mode]}}}{{{_latex(name)}}}"


def _latex(name: str) -> str:
    base, below = (part.replace("−", "-").replace("_", r"\_") for part in symbol(name))
    if len(base) > 1 and base[0].isalpha():
        base = rf"\mathrm{{{base}}}"
    return f"{base}_{{{below}}}" if below else base


def aligned(programs: Sequence[Program], mode: int | None = None) -> dict[str, list[str]]:
    """Return the equations of several cells by role, for each cell its own as Markdown with LaTeX, or nothing.

    What plays a role without a letter of its own stands there too, such as 1 - z, which writes in a GRU.
    """
    rows = {
        kind: [
            ", ".join(_of_step(program, step, mode) for step in program.steps if role(program, step.name) == kind)
            for program in programs
        ]
        for kind in ROLES
    }
    return {kind: texts for kind, texts in rows.items() if any(texts)}


def _of_step(program: Program, step: Step, mode: int | None) -> str:
    return f"${symbols(program, step.name, mode) if step.name == step.equation else _right(program, step.name, mode)}$"


@lru_cache(maxsize=64)
def view(program: Program) -> dict[str, Any]:
    """Return the equations as data for the browser, which fills in the numbers as the cursor moves."""
    lines: list[dict[str, Any]] = [
        {
            "name": line.name, "role": line.role, "about": line.about, "code": f"{line.name} = {line.text}",
            "symbols": _pieces(write(program, line.name, "plain")),
            "numbers": _pieces(write(program, line.name, "plain", products=True)),
        }
        for line in program.cell.equations
    ]  # fmt: skip
    named = {piece["v"] for line in lines for piece in [*line["symbols"], {"v": line["name"]}] if "v" in piece}
    return {"lines": lines, "names": {name: [*symbol(name), role(program, name)] for name in sorted(named)}}


def operation(program: Program, step: Step) -> dict[str, Any]:
    """Return one operation as data: in symbols down to the letters, and with places for its arguments' values."""
    symbols = _pieces(write(program, step.name, "plain"))
    if step.op == "matmul":
        return {"symbols": symbols, "numbers": [{"m": step.args[0], "v": step.args[1]}]}
    parts = re.split(r"\{([01])\}", OPS[step.op].plain)
    numbers = [{"v": step.args[int(part)]} if k % 2 else {"s": part} for k, part in enumerate(parts) if part]
    return {"symbols": symbols, "numbers": numbers}


def slopes(step: Step) -> list[list[dict[str, str]]]:
    """Return an operation's slope in each argument as pieces, with places for values; none for a matrix."""
    named = {"r": step.name} | {str(k): arg for k, arg in enumerate(step.args)}
    split = [re.split(r"\{(\w)\}", slope.plain) for slope in OPS[step.op].slopes]
    return [[{"v": named[part]} if k % 2 else {"s": part} for k, part in enumerate(parts) if part] for parts in split]


def _pieces(tokens: list[Token]) -> list[dict[str, str]]:
    return [
        {key: text for key, text in (("s", token.text), ("v", token.value), ("m", token.matrix)) if text}
        for token in tokens
    ]
