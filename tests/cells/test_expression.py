import pytest

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.expression import role, symbol, write
from explainer.cells.lowering import lower


def written(text: str, style: str) -> str:
    program = lower(Cell("Own", "", ("h",), (Equation("h", text, "hidden", ""),), ""))
    return "".join(token.text or token.value for token in write(program, "h", style))


@pytest.mark.parametrize(
    "text",
    [
        "W_h @ x + b_h * (h_prev - b_h)", "b_h - (h_prev - b_h)", "b_h - (b_h + W_h @ x)", "-(b_h + h_prev) * b_h",
        "(1 - b_h) * h_prev", "U_h @ (b_h * h_prev)", "b_h * (U_h @ h_prev + b_h)", "tanh(b_h - 1) * 0.5", "b_h * -2",
    ],
)  # fmt: skip
def test_parentheses_stand_only_where_they_are_needed(text):
    assert written(text.replace("W_h @ x", "b_q").replace("tanh", "relu"), "python") == text.replace(
        "W_h @ x", "b_q"
    ).replace("tanh", "relu").replace("-(b_h + h_prev) * b_h", "(-(b_h + h_prev)) * b_h")


def test_torch_products_are_calls():
    assert written("U_h @ (b_h * h_prev) + b_h", "torch") == "linear(b_h * h_prev, U_h) + b_h"


def test_products_can_stay_one_token():
    tokens = write(lower(CELLS["RNN"]), "h", "plain", products=True)
    assert [(token.matrix, token.value) for token in tokens if token.matrix] == [("W_h", "x"), ("U_h", "h_prev")]


def test_names_are_split_into_base_and_subscript():
    assert [symbol(name) for name in ("W_f", "h_prev", "c_below", "x", "f", "-2")] == [
        ("W", "f"), ("h", "t−1"), ("c", "t, below"), ("x", "t"), ("f", "t"), ("−2", ""),
    ]  # fmt: skip


def test_a_past_state_has_the_role_of_the_state():
    program = lower(CELLS["LSTM"])
    assert [role(program, name) for name in ("c_prev", "c_below", "x", "W_f", "f")] == [
        "memory", "memory", "input", "", "keep"
    ]  # fmt: skip
