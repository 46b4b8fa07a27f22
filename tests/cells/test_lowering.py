import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.primitives import OPS
from explainer.cells.program import CellError, is_number
from tests.random_cells import cells


def of(text: str, *before: tuple[str, str], state: tuple[str, ...] = ("h",)) -> Cell:
    lines = [Equation(name, body, "new", "a sentence") for name, body in before]
    return Cell("Own", "", state, (*lines, Equation("h", text, "hidden", "a sentence")), "")


def test_a_cell_becomes_single_operations_in_order():
    steps = lower(CELLS["UGRNN"]).steps
    assert [(step.name, step.op, step.args) for step in steps[:6]] == [
        ("W_z @ x", "matmul", ("W_z", "x")),
        ("U_z @ h_prev", "matmul", ("U_z", "h_prev")),
        ("W_z @ x + U_z @ h_prev", "add", ("W_z @ x", "U_z @ h_prev")),
        ("W_z @ x + U_z @ h_prev + b_z", "add", ("W_z @ x + U_z @ h_prev", "b_z")),
        ("z", "sigmoid", ("W_z @ x + U_z @ h_prev + b_z",)),
        ("W_n @ x", "matmul", ("W_n", "x")),
    ]
    assert [(step.name, step.op, step.args) for step in steps[-4:]] == [
        ("1 - z", "sub", ("1", "z")),
        ("(1 - z) * n", "mul", ("1 - z", "n")),
        ("z * h_prev", "mul", ("z", "h_prev")),
        ("h", "add", ("(1 - z) * n", "z * h_prev")),
    ]


def test_parameters_have_their_shapes_in_order_of_appearance():
    params = lower(CELLS["LSTM-peephole"]).params
    assert list(params)[:4] == ["W_i", "U_i", "b_i", "p_i"]
    assert (params["W_i"], params["U_i"], params["p_o"]) == (("m", "n"), ("m", "m"), ("m",))


def test_states_below_are_in_the_cells_order():
    assert lower(CELLS["LSTM"]).below == ()
    assert lower(CELLS["LSTM-depth"]).below == ("c",)
    program = lower(read_cell("c = c_prev + W_c @ x + c_below\nh = tanh(c) + U_h @ h_below"))
    assert program.below == ("h", "c")


def test_the_same_text_is_computed_once():
    program = lower(of("tanh(W_a @ x) + tanh(W_a @ x)"))
    assert [step.name for step in program.steps] == ["W_a @ x", "tanh(W_a @ x)", "h"]


def test_a_new_letter_for_an_earlier_value_is_a_copy():
    assert lower(CELLS["JANET"]).step("h").op == "same"


@given(cells())
@settings(max_examples=200, deadline=None)
def test_every_step_uses_only_earlier_values(cell):
    program = lower(cell)
    known = {"x", *program.params, *(f"{state}_{where}" for state in cell.state for where in ("prev", "below"))}
    for step in program.steps:
        assert step.op in OPS
        assert all(arg in known or is_number(arg) for arg in step.args)
        known.add(step.name)
    assert {line.name for line in cell.equations} <= known


REJECTED = {
    "sigmoid(W_f @": "cannot be parsed; “)” is missing: there is 1 fewer than “(”.",
    "sigmoid(tanh(W_f @ x": "“)” is missing: there are 2 fewer than “(”.",
    "tanh(W_h @ x))": "“(” is missing: there is 1 fewer than “)”.",
    "tanh W_h @ x": "cannot be parsed; an equation looks like",
    "softmax(W_h @ x)": "“softmax” is not a function here; there are sigmoid, tanh, relu, norm",
    "W_h @ y": "“y” is unknown",
    "U_h @ h_prv": "did you mean “h_prev”?",
    "U_h @ q_prev": "“q_prev” is unknown",
    "U_h @ c_below": "“c_below” is unknown; did you mean “h_below”?",
    "U_h @ h": "“h” is used before it is defined; did you mean “h_prev”?",
    "W_h @ h_prev": "“W_h @ h_prev” cannot fit: a matrix (m, n) @ a vector (m)",
    "U_h @ x": "cannot fit: a matrix (m, m) @ a vector (n)",
    "W_h + x": "“W_h + x” cannot fit",
    "x * h_prev": "a vector (n) and a vector (m) have different shapes",
    "tanh(x)": "it gives a vector (n), but “h” has to be a vector of m units",
    "h_prev": "A cell needs a weight",
    "b_h ** 2": "“b_h ** 2” is not supported; there are + - * / @",
    "b_h // 2": "is not supported",
    "1 / 2": "“1 / 2” has only numbers",
    "b_h / U_h": "have different shapes",
    "1 + 2": "has only numbers",
    "b_h * 1e308": "too large",
    "b_h * 9" + "9" * 400: "too large",
    "__import__('os').system('true')": "is not supported",
    "tanh(b_h, b_h)": "“tanh” has 2 arguments; it takes one",
    "min(b_h)": "“min” has 1 argument; it takes two",
    "max(b_h, 0, 1)": "“max” has 3 arguments; it takes two",
    "max(*b_h, 0)": "is not supported",
    "b_h if b_h else b_h": "is not supported",
    "[b_h for b_h in x]": "is not supported",
    "b_h.T": "is not supported",
    "True * b_h": "is not supported",
    "b_h + " + "b_h + " * 2000: "has 12,006 characters; 500 is the most",
    "(" * 240 + "b_h" + ")" * 240: "cannot be parsed",
    "": "cannot be parsed",
    "b_h\0": "cannot be parsed",
}


@pytest.mark.parametrize(("text", "sentence"), REJECTED.items(), ids=[text[:24] for text in REJECTED])
def test_invalid_equations_are_quoted(text, sentence):
    with pytest.raises(CellError) as caught:
        lower(of(text))
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 320
    assert str(caught.value)[-1] in ".?"


def test_a_letter_used_too_early():
    cell = Cell("Own", "", ("h",), (Equation("h", "W_h @ x + a", "hidden", ""), Equation("a", "b_a", "new", "")), "")
    with pytest.raises(CellError, match="“a” is used before it is defined; move its equation up"):
        lower(cell)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (of("W_h @ x", state=("h", "c")), "The state “c” is never defined"),
        (of("W_h @ x", ("h", "b_a")), "“h” is defined twice"),
        (of("W_h @ x", ("x", "b_a")), "“x” is reserved"),
        (of("W_h @ x", ("W_q", "b_a")), "“W_q” is reserved"),
        (of("W_h @ x", ("a_below", "b_a")), "“a_below” is reserved"),
        (of("W_h @ x", ("lambda", "b_a")), "“lambda” is reserved"),
        (of("W_h @ x", ("a b", "b_a")), "“a b” cannot name a value"),
        (of("W_h @ x", *((f"a{k}", "b_a") for k in range(30))), "1 to 24 equations; this one has 31"),
        (Cell("Own", "", ("h",), (), ""), "this one has 0"),
        (Cell("Own", "", ("h",), (Equation("h", "W_h @ x", "boss", ""),), ""), "“boss” is not a role"),
        (Cell("Own", "", ("c",), (Equation("c", "W_h @ x", "memory", ""),), ""), "The first state of a cell is “h”"),
    ],
)
def test_invalid_cells(cell, sentence):
    with pytest.raises(CellError) as caught:
        lower(cell)
    assert sentence in str(caught.value)


@given(st.text(alphabet="xhbWU_fg@+-*/()., 1eE[]{}:'\"\\\n\0λ", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_lowered_or_rejected_in_a_sentence(text):
    with contextlib.suppress(CellError):
        assert lower(of(text)).steps
