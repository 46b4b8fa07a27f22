"""Formulas: a cell's equations as LaTeX and as data for the browser, and how numbers are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from explainer.cells.catalogue import ROLES
from explainer.cells.expression import Token, role, symbol, write
from explainer.cells.palette import HUES
from explainer.cells.primitives import Array, spread
from explainer.cells.program import Program, Step


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


MEASURES: dict[str, Callable[[Array], Any]] = {"mean": np.mean, "spread": lambda one: spread(one)[0]}


def _coloured(program: Program, name: str, mode: int | None) -> str:
    worn = role(program, name)
    return _latex(name) if mode is None or not worn else rf"\textcolor{{{HUES[worn][mode]}}}{{{_latex(name)}}}"


def _latex(name: str) -> str:
    base, below = (part.replace("−", "-").replace("_", r"\_") for part in symbol(name))
    if len(base) > 1 and base[0].isalpha():
        base = rf"\mathrm{{{base}}}"
    below = below.replace("below", r"\mathrm{below}")
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
            "symbols": pieces(write(program, line.name, "plain")),
            "numbers": pieces(write(program, line.name, "plain", products=True)),
        }
        for line in program.cell.equations
    ]  # fmt: skip
    named = {piece["v"] for line in lines for piece in [*line["symbols"], {"v": line["name"]}] if "v" in piece}
    return {"lines": lines, "names": {name: [*symbol(name), role(program, name)] for name in sorted(named)}}


def pieces(tokens: list[Token]) -> list[dict[str, str]]:
    """Return a formula as data: fixed text, and places for values, products and measures."""
    return [
        {key: text for key, text in zip("svm", (token.text, token.value, token.matrix), strict=True) if text}
        | ({"of": token.of} if token.of else {})
        for token in tokens
    ]
