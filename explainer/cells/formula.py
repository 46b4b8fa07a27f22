"""A cell's equations as LaTeX and as data for the browser, and the format of numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from explainer.cells.catalogue import ROLES
from explainer.cells.expression import Token, role, symbol, write
from explainer.cells.functions import Array, spread
from explainer.cells.palette import HUES
from explainer.cells.program import Program, Step


@dataclass(frozen=True)
class Signs:
    """The signs between numbers in a style."""

    minus: str
    times: str
    dots: str
    style: str


PLAIN = Signs("−", "·", "…", "plain")
LATEX = Signs("-", r" \cdot ", r"\dots", "latex")


def number(value: float, signs: Signs = PLAIN) -> str:
    """Write a number short: whole numbers bare, else two decimals, four below 0.01, an exponent below 0.001."""
    if not np.isfinite(value):
        infinite = r"\infty" if signs is LATEX else "∞"
        undefined = r"\mathrm{no\ value}" if signs is LATEX else "no value"
        return undefined if np.isnan(value) else f"{signs.minus if value < 0 else ''}{infinite}"
    size = abs(value)
    if size == int(size) and size < 1e4:
        text = str(int(size))
    elif 0.001 <= size < 1e4:
        text = str(Decimal(float(size)).quantize(Decimal("0.01" if size >= 0.01 else "0.0001"), ROUND_HALF_UP))
    else:
        digits, power = f"{size:.1e}".split("e")
        text = f"{digits}e{signs.minus if int(power) < 0 else ''}{abs(int(power))}"
        text = text if signs is PLAIN else rf"{digits} \cdot 10^{{{int(power)}}}"
    return f"{signs.minus if value < 0 and size else ''}{text}"


def equation_latex(program: Program, name: str, mode: int | None = None) -> str:
    r"""Return an equation as LaTeX in symbols: `f_{t} = \sigma(W_{f}\, x_{t} + …)`.

    With a mode (0 light, 1 dark) each letter has the colour of its role.
    """
    return f"{_coloured(program, name, mode)} = {_right(program, name, mode)}"


def _right(program: Program, name: str, mode: int | None) -> str:
    return "".join(token.text or _coloured(program, token.value, mode) for token in write(program, name, "latex"))


MEASURES: dict[str, Callable[[Array], Any]] = {"mean": np.mean, "spread": lambda one: spread(one)[0]}


def _coloured(program: Program, name: str, mode: int | None) -> str:
    name_role = role(program, name)
    if mode is None or not name_role:
        return _latex(name)
    return rf"\textcolor{{{HUES[name_role][mode]}}}{{{_latex(name)}}}"


def _latex(name: str) -> str:
    base, below = (part.replace("−", "-").replace("_", r"\_") for part in symbol(name))
    if len(base) > 1 and base[0].isalpha():
        base = rf"\mathrm{{{base}}}"
    below = below.replace("below", r"\mathrm{below}")
    return f"{base}_{{{below}}}" if below else base


def equations_by_role(programs: Sequence[Program], mode: int | None = None) -> dict[str, list[str]]:
    """Return the equations of several cells by role: for each cell those of a role as Markdown with LaTeX, or "".

    Values without a letter of their own are included, such as 1 - z, which writes in a GRU.
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
    latex = equation_latex if step.name == step.equation else _right
    return f"${latex(program, step.name, mode)}$"


@lru_cache(maxsize=64)
def formula_data(program: Program) -> dict[str, Any]:
    """Return the equations as data for the browser, which fills in the numbers at the cursor."""
    lines: list[dict[str, Any]] = [
        {
            "name": line.name, "role": line.role, "about": line.about, "code": f"{line.name} = {line.text}",
            "symbols": token_data(write(program, line.name, "plain")),
            "numbers": token_data(write(program, line.name, "plain", products=True)),
        }
        for line in program.cell.equations
    ]  # fmt: skip
    names = {piece["v"] for line in lines for piece in [*line["symbols"], {"v": line["name"]}] if "v" in piece}
    return {"lines": lines, "names": {name: [*symbol(name), role(program, name)] for name in sorted(names)}}


def token_data(tokens: list[Token]) -> list[dict[str, str]]:
    """Return a formula as data: fixed text, and placeholders for values, products and measures."""
    return [
        {key: text for key, text in zip("svm", (token.text, token.value, token.matrix), strict=True) if text}
        | ({"of": token.of} if token.of else {})
        for token in tokens
    ]
