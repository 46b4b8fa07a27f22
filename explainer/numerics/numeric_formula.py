"""Equations with the numbers of one unit at one step in place of the letters."""

import numpy as np

from explainer.cells.expression import Token, write
from explainer.cells.formula import LATEX, MEASURES, PLAIN, Signs, number
from explainer.cells.primitives import Array
from explainer.numerics.trace import LayerTrace

MOST_TERMS = 3  # a dot product with more non-zero terms is shortened in the middle


def numeric_equation(run: LayerTrace, name: str, t: int, unit: int, whole: bool = False, signs: Signs = LATEX) -> str:
    r"""Return an equation with one unit's numbers: `f_{3} = \sigma(0.42 \cdot 1 + \dots + 0.10) = 0.71`.

    t and unit count from 0; the subscript on the page counts from 1. Terms that are 0 are left out of
    dot products, and long ones shortened in the middle, unless `whole`.
    """
    left = f"{name}_{{{unit + 1}}}" if signs is LATEX else f"{name}[{unit + 1}]"
    result = number(float(run.values[name][t, unit]), signs)
    return f"{left} = {numeric_right_side(run, name, t, unit, whole, signs)} = {result}"


def numeric_right_side(run: LayerTrace, name: str, t: int, unit: int, whole: bool = False, signs: Signs = PLAIN) -> str:
    """Return the right-hand side alone, with numbers for letters."""
    text = ""
    for token in write(run.program, name, signs.style, products=True):
        if token.matrix:
            text += _dot(run, token, t, unit, whole, signs)
        elif token.value:
            vector = _at(run, token.value, t)
            value = MEASURES[token.of](vector) if token.of else vector[unit] if np.ndim(vector) else vector
            text += _bracket_unless_first(text, number(float(value), signs), signs)
        else:
            text += token.text.replace("⊙", "·").replace(r"\odot", r"\cdot").replace("−", signs.minus)
    return text.replace(f" + {signs.minus}", f" {signs.minus} ")


def _at(run: LayerTrace, name: str, t: int) -> Array:
    """Return a value at one step, (m,) or (n,); a parameter or a number is the same at every step."""
    return np.asarray(run.value(name)[t] if name in run.values else run.value(name))


def _dot(run: LayerTrace, token: Token, t: int, unit: int, whole: bool, signs: Signs) -> str:
    """Write one row of a matrix times a vector."""
    weights, vector = run.layer.params[token.matrix][unit], _at(run, token.value, t)
    terms = [(w, v) for w, v in zip(weights, vector, strict=True) if whole or w * v != 0]
    if not terms:
        return "0"
    texts = [f"{number(w, signs)}{signs.times}{_bracket(number(v, signs), signs)}" for w, v in terms]
    if len(texts) > MOST_TERMS and not whole:
        texts = [*texts[:2], signs.dots, texts[-1]]
    return " + ".join(texts)


def _bracket_unless_first(before: str, text: str, signs: Signs) -> str:
    """Put a negative number in brackets, unless it comes first or after a plus, which then becomes its minus."""
    return text if not before or before.endswith(("(", " + ")) else _bracket(text, signs)


def _bracket(text: str, signs: Signs) -> str:
    return f"({text})" if text.startswith(signs.minus) else text
