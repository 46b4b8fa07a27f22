import pytest

from explainer.cells.catalogue import CELLS, ROLES
from explainer.cells.cell_text import KEEP_FACTOR, difference, read_cell, write_cell
from explainer.cells.lowering import lower
from explainer.cells.program import CellError


@pytest.mark.parametrize("name", CELLS)
def test_a_shipped_cell_survives_write_and_read(name):
    cell = read_cell(write_cell(CELLS[name]))
    assert cell.state == CELLS[name].state
    parts = [[(line.name, line.text, line.role) for line in one.equations] for one in (cell, CELLS[name])]
    assert parts[0] == parts[1]


def test_a_value_with_a_past_is_a_state():
    cell = read_cell("m = 0.9 * m_prev + W_m @ x\n\nh = tanh(m)  # shown")
    assert cell.state == ("h", "m")
    assert [(line.role, line.about) for line in cell.equations] == [
        ("memory", ROLES["memory"]),
        ("hidden", "shown"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There is no equation yet"),
        ("# a comment alone", "There is no equation yet"),
        ("h", "“h” is not an equation"),
        ("h = __import__('os').system('true')", "“__import__('os').system('true')” is not supported"),
        ("h = 1e308 * x", "too large"),
        ("h = (W_h @ x) % 2", "is not supported"),
        ("h = tanh(<b>x</b>)", "cannot be parsed"),
        ("h = tanh(W_h @ x + c_prev)", "“c” is never defined"),
        ("h = " + "x + " * 2500 + "x", "The cell has 10,005 characters"),
        ("h = " + "x + " * 200 + "x", "500 is the most"),
        ("\n".join(f"a{k} = W_a @ x" for k in range(30)) + "\nh = a1", "1 to 24 equations"),
    ],
)
def test_an_invalid_text_is_an_error(text, says):
    with pytest.raises(CellError) as caught:
        lower(read_cell(text))
    assert says in str(caught.value)


def test_a_value_with_a_below_is_a_state():
    cell = read_cell("c = tanh(W_c @ x) + 0.5 * c_below\nh = tanh(c)")
    assert cell.state == ("h", "c") and lower(cell).below == ("c",)


def test_a_factor_on_the_memory_that_is_no_gate_is_not_called_one():
    rest = "\nc = z * c_prev + (1 - z) * tanh(W_n @ x + b_n)\nh = tanh(c)"
    abouts = [
        read_cell(f"z = {function}(W_z @ x + b_z){rest}").equations[0].about for function in ("log", "tanh", "sigmoid")
    ]
    assert abouts == [KEEP_FACTOR, KEEP_FACTOR, ROLES["keep"]]


def test_difference_of_two_cells():
    rows = difference(CELLS["LSTM"], CELLS["CIFG"])
    assert [kind for kind, _ in rows] == ["same", "gone", "new", "same", "same", "same", "same"]
    assert ("new", "f = 1 - i") in rows
    assert {kind for kind, _ in difference(CELLS["GRU"], CELLS["GRU"])} == {"same"}
