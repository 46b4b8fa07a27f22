import pytest
from hypothesis import given, settings

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.diagram import diagram
from explainer.cells.lowering import lower
from explainer.cells.program import is_number
from tests.random_cells import cells

BELTS = {
    "RNN": "h_prev | U_h @ h_prev | W_h @ x + U_h @ h_prev | W_h @ x + U_h @ h_prev + b_h | h",
    "LSTM": "c_prev | f | f * c_prev | c | tanh(c) | o | h",
    "LSTM-1997": "c_prev | c | tanh(c) | o | h",
    "LSTM-depth": "c_prev | f | f * c_prev | f * c_prev + i * g | c | tanh(c) | o | h",
    "LSTM-norm": "c_prev | f | f * c_prev | c | norm(c) | p_c | p_c * norm(c) | p_c * norm(c) + b_c"
    " | tanh(p_c * norm(c) + b_c) | o | h",
    "GRU": "h_prev | z | z * h_prev | h",
    "MGU": "h_prev | 1 - f | (1 - f) * h_prev | h",
    "JANET": "c_prev | f | f * c_prev | c | h",
}
BELOW = {
    "RNN": "b_h | W_h @ x",
    "LSTM": "i | g | i * g",
    "LSTM-norm": "b_c | i | g | i * g",
    "LSTM-depth": "c_below | i | d | g | i * g | d * c_below",
    "GRU": "r | n | 1 - z | (1 - z) * n",
    "MGU": "f | n | f * n",
    "JANET": "a | i | g | i * g",
}


@pytest.mark.parametrize("name", BELTS)
def test_belt_of_shipped_cells(name):
    assert " | ".join(diagram(lower(CELLS[name])).belt) == BELTS[name]


def test_a_cell_without_recurrence_has_no_past_on_its_belt():
    assert diagram(lower(read_cell("h = tanh(W_h @ x)"))).belt == ("h",)


@pytest.mark.parametrize("name", BELOW)
def test_values_below_the_belt(name):
    assert " | ".join(diagram(lower(CELLS[name])).below) == BELOW[name]


def complete(program) -> None:
    picture = diagram(program)
    placed = [*picture.belt, *picture.below]
    assert len(placed) == len(set(placed))
    assert {line.name for line in program.cell.equations} <= set(placed)
    assert picture.belt[0].removesuffix("_prev") in program.cell.state and picture.belt[-1] == "h"
    states = [f"{state}_{when}" for state in program.cell.state for when in ("prev", "below")]  # inputs of a step, as x
    known = {*placed, *program.params, "x", *states}
    for before, name in zip(picture.belt, picture.belt[1:], strict=False):
        step = program.step(name)
        if step and before in step.args:  # not a valve, whose making is shown when it is opened
            assert all(arg in known or is_number(arg) for arg in step.args)


@pytest.mark.parametrize("name", CELLS)
def test_every_equation_of_a_shipped_cell_has_one_place(name):
    complete(lower(CELLS[name]))


@given(cells())
@settings(max_examples=200, deadline=None)
def test_every_equation_of_any_cell_has_one_place(cell):
    complete(lower(cell))
