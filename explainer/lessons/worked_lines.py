r"""Names, formulas and numbers of the derivation, written as LaTeX and as plain text."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.palette import HUES
from explainer.cells.primitives import Array
from explainer.lessons.derivation import NAME, Group, Line

ROLES = {"h": "hidden", "x": "input"}
SIGNS = {"⊙": r"\odot", "·": r"\cdot", "−": "-", "½": r"\tfrac{1}{2}", "²": "^{2}", "ᵀ": r"^{\top}"}
DOUBLED = re.compile(r"\\left\((\\begin{pmatrix}(?:(?!\\begin).)*\\end{pmatrix})\\right\)")  # brackets around brackets
PROSE_NAME = re.compile(r"(dL/d(?=[A-Za-z]))?((?<=dL/d)[A-Za-z](?:_[a-z0-9]+)?|\b[A-Za-z]_[a-z0-9]+)")
TRANSPOSED = re.compile(f"({NAME.pattern})(ᵀ?)")


def digits(value: float) -> str:
    """Write a number with up to five significant digits: 0.4, 0.13909, −2.5e−6."""
    text = f"{value + 0.0:.5g}"  # −0 becomes 0
    text = re.sub(r"e([+-])0*", lambda found: "e" + found[1].strip("+"), text)
    return text.replace("inf", "∞").replace("nan", "NaN").replace("-", "−")


def shape(value: Array) -> str:
    """Write a shape, such as “shape (2, 1)”, or “one number” for a scalar."""
    return f"shape ({', '.join(map(str, value.shape))})" if value.shape else "one number"


def latex(text: str, mode: int | None = None) -> str:
    """Write a name or a formula as LaTeX; with a mode (0 light, 1 dark) x and h are coloured."""
    return _signs(TRANSPOSED.sub(lambda found: _name(found[1], mode, found[2]), text))


def prose(text: str, mode: int | None = None) -> str:
    """Write the names in a sentence as LaTeX, derivatives on one line; single letters are unchanged."""
    return PROSE_NAME.sub(lambda found: rf"$\small {_derivative(found[1])}{_name(found[2], mode)}$", text)


def _derivative(text: str) -> str:
    return r"\partial L/\partial " if text else ""


def with_numbers(line: Line, values: Mapping[str, Array]) -> str:
    """Write a formula as LaTeX with numbers in place of its letters."""

    def put(found: re.Match[str]) -> str:
        name, transposed = found[1], found[2]
        if name not in values:
            return latex(found[0])
        value = values[name].reshape(-1, 1).T if transposed and values[name].ndim == 1 else values[name]
        return _array(value.T if transposed and values[name].ndim == 2 else value, found.string[: found.start()])

    text = _signs(TRANSPOSED.sub(put, line.formula)).replace("(", r"\left(").replace(")", r"\right)")
    return DOUBLED.sub(r"\1", text)


def markdown(group: Group, values: Mapping[str, Array], mode: int | None = None) -> str:
    """Write a group's lines, each in symbols, in numbers and with its result and shape."""
    title = [f"**{prose(group.title)}**"] if group.title else []
    return "\n\n".join([*title, *(_line(line, values, mode) for line in group.lines)])


def _line(line: Line, values: Mapping[str, Array], mode: int | None) -> str:
    value = values[line.name]
    middle, end = with_numbers(line, values), result(value)
    steps = [f"{latex(line.name, mode)} = {latex(line.formula, mode)}", *(f"= {text}" for text in (middle, end))]
    if middle == end:  # the formula is a single letter
        del steps[1]
    written = "  \n".join(rf"$\small\displaystyle{_row_gap(text)} {text}$" for text in steps)
    return f"{written} {shape(value)}".replace("shape (", "shape\u00a0(").replace(", ", ",\u00a0")


def _row_gap(text: str) -> str:
    """Return the space that separates lines with matrices of two rows."""
    return r"\rule[-1em]{0pt}{2.5em}" if r"\\" in text else ""


def inline(names: Sequence[str], values: Mapping[str, Array]) -> str:
    """Write named values in a row, each unbroken, with the shape of vectors and matrices."""
    return ",&ensp; ".join(
        rf"$\small{{{latex(name)} = {result(values[name])}}}$"
        + (f" {shape(values[name])}" if values[name].size > 1 else "")
        for name in names
    )


def result(value: Array) -> str:
    """Write the value of a line as LaTeX."""
    return _array(value, "")


def _array(value: Array, before: str) -> str:
    """Write a vector as a column, and a single number in brackets where its minus follows another sign."""
    if value.size == 1:
        text = _digits(value.item())
        return f"({text})" if text.startswith("-") and not re.search(r"(^|\()$", before) else text
    rows = np.atleast_2d(value) if value.ndim == 2 else value.reshape(-1, 1)
    inside = r" \\ ".join(" & ".join(map(_digits, row)) for row in rows)
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


def _digits(value: float) -> str:
    text = digits(value).replace("−", "-").replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    return re.sub(r"e(-?\d+)", r"\\mathrm{e}{\1}", text)  # as on calculators; a power of ten is too wide


def _name(name: str, mode: int | None, transposed: str = "") -> str:
    term = re.fullmatch(r"\((dL/d\w+)\)_(\d)", name)
    if term:
        return rf"\left({_name(term[1], mode)}\right)_{{{term[2]}}}"
    if name.startswith("dL/d"):
        return rf"\frac{{\partial L}}{{\partial {_name(name[4:], mode)}}}{transposed}"
    base, _, below = name.rstrip("′").partition("_")
    letter = {"η": r"\eta", "tanh": r"\tanh", "target": r"\mathrm{target}"}.get(base, base)
    text = letter + (f"_{{{below}}}" if below else "") + "'" * name.endswith("′") + transposed
    return text if mode is None or base not in ROLES else rf"\textcolor{{{HUES[ROLES[base]][mode]}}}{{{text}}}"


def _signs(text: str) -> str:
    for sign, written in SIGNS.items():
        text = text.replace(sign, written)
    return text
