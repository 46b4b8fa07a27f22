import re

import numpy as np
import pytest

from explainer.cells.palette import HUES
from explainer.lessons.by_hand import SERIES, compute_example, read_series, values
from explainer.lessons.derivation import Group, Line, sections
from explainer.lessons.worked_lines import digits, inline, latex, markdown, prose, result, shape, with_numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.4, "0.4"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (10.0, "10"), (0.139092, "0.13909"), (-0.0031242, "−0.0031242"),
        (2.5e-6, "2.5e−6"), (-1.23456e12, "−1.2346e12"), (np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "NaN"),
    ],
)  # fmt: skip
def test_numbers_have_five_digits(value, text):
    assert digits(value) == text


def test_shapes_are_written():
    assert [shape(np.zeros(size)) for size in ((2, 1), (2,), ())] == ["shape (2, 1)", "shape (2)", "one number"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("U_hᵀ dL/ds_3", r"U_{h}^{\top} \frac{\partial L}{\partial s_{3}}"),
        ("(dL/dW_h)_2", r"\left(\frac{\partial L}{\partial W_{h}}\right)_{2}"),
        ("½ (y′ − target)²", r"\tfrac{1}{2} (y' - \mathrm{target})^{2}"),
        ("b_h − η · dL/db_h", r"b_{h} - \eta \cdot \frac{\partial L}{\partial b_{h}}"),
        ("tanh(s_1′)", r"\tanh(s_{1}')"),
    ],
)
def test_names_and_signs_become_latex(text, written):
    assert latex(text) == written


def test_states_and_inputs_are_coloured():
    assert latex("h_2ᵀ", 1) == rf"\textcolor{{{HUES['hidden'][1]}}}{{h_{{2}}^{{\top}}}}"
    assert HUES["input"][0] in latex("W_h x_1", 0) and "textcolor" not in latex("W_h", 0)


def test_numbers_replace_the_letters():
    known = {"V": np.array([[0.1, -0.2]]), "h_3": np.array([0.5, 0.25]), "a": np.array([-0.6])}
    matrix, upright = r"\begin{pmatrix} 0.1 & -0.2 \end{pmatrix}", r"\begin{pmatrix} 0.5 \\ 0.25 \end{pmatrix}"
    assert with_numbers(Line("y", "V h_3 + a"), known) == rf"{matrix} {upright} + \left(-0.6\right)"
    assert with_numbers(Line("z", "a − a"), known) == r"-0.6 - \left(-0.6\right)"
    assert with_numbers(Line("z", "Vᵀ a"), known) == r"\begin{pmatrix} 0.1 \\ -0.2 \end{pmatrix} \left(-0.6\right)"
    assert with_numbers(Line("z", "a h_3ᵀ"), known) == r"-0.6 \begin{pmatrix} 0.5 & 0.25 \end{pmatrix}"
    assert with_numbers(Line("z", "tanh(h_3)"), known) == rf"\tanh{upright}"
    assert with_numbers(Line("z", "h_3 ⊙ (1 − h_3)"), known) == rf"{upright} \odot \left(1 - {upright}\right)"
    assert result(np.array([1e-7, np.nan])) == r"\begin{pmatrix} 1\mathrm{e}{-7} \\ \mathrm{NaN} \end{pmatrix}"


def test_a_line_has_symbols_numbers_and_result():
    text = markdown(Group("Here", (Line("L", "y − y"), Line("b", "y"))), {"y": np.array([0.5]), "L": np.array(0.0),
                                                                         "b": np.array([0.5])})  # fmt: skip
    title, first, second = text.split("\n\n")
    assert title == "**Here**"
    assert [line.removeprefix(r"$\small\displaystyle ").rstrip(" ") for line in first.split("\n")] == [
        "L = y - y$", "= 0.5 - 0.5$", "= 0$ one number",
    ]  # fmt: skip
    assert second.count("\n") == 1  # the formula is a single letter
    assert not markdown(Group("", (Line("b", "y"),)), {"y": np.array([1.0]), "b": np.array([1.0])}).startswith("*")


@pytest.mark.parametrize("rate", [0.1, 1000.0])
def test_no_letter_is_left_without_its_number(rate):
    known = values(compute_example(read_series(SERIES), 7, rate))
    for section in sections(3):
        for group in section.groups:
            for line in group.lines:
                text = re.sub(r"\\mathrm{e}|\\[a-z]+|{pmatrix}", "", with_numbers(line, known))
                assert not re.search("[A-Za-zη]", text), line


def test_names_in_sentences_become_latex():
    assert prose("dL/dU_h grows with U_h, and so on") == r"$\small \partial L/\partial U_{h}$ grows with " \
        r"$\small U_{h}$, and so on"  # fmt: skip
    assert prose("The answer y and a bias.") == "The answer y and a bias."


def test_values_are_written_in_a_row():
    known = {"x_1": np.array([0.1]), "V": np.array([[0.1, 0.2]])}
    assert inline(("x_1", "V"), known) == (
        r"$\small{x_{1} = 0.1}$,&ensp; $\small{V = \begin{pmatrix} 0.1 & 0.2 \end{pmatrix}}$ shape (1, 2)"
    )
