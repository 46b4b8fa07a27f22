import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import difference, read_cell, write_cell
from explainer.cells.program import CellError, lower


@pytest.mark.parametrize("name", CELLS)
def test_a_shipped_cell_is_read_again_as_it_was_and_its_roles_are_found(name):
    cell = read_cell(write_cell(CELLS[name]))
    assert cell.state == CELLS[name].state
    parts = [[(line.name, line.text, line.role) for line in one.equations] for one in (cell, CELLS[name])]
    assert parts[0] == parts[1]


def test_what_is_read_again_is_a_state():
    cell = read_cell("m = 0.9 * m_prev + W_m @ x\n\nh = tanh(m)  # shown")
    assert cell.state == ("h", "m")
    assert [(line.role, line.about) for line in cell.equations] == [
        ("memory", "what is carried on"),
        ("hidden", "shown"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There is no equation yet"),
        ("# a remark alone", "There is no equation yet"),
        ("h", "“h” is no equation"),
        ("h = __import__('os').system('true')", "“__import__('os').system('true')” is not something"),
        ("h = 1e308 * x", "too large"),
        ("h = W_h @ x / 2", "is not something a cell can do"),
        ("h = tanh(<b>x</b>)", "cannot be read"),
        ("h = tanh(W_h @ x + c_prev)", "“c” is never made"),
        ("h = " + "x + " * 2500 + "x", "The cell has 10,005 characters"),
        ("h = " + "x + " * 200 + "x", "500 is the most"),
        ("\n".join(f"a{k} = W_a @ x" for k in range(30)) + "\nh = a1", "1 to 24 equations"),
    ],
)
def test_a_text_that_is_no_cell_is_quoted(text, says):
    with pytest.raises(CellError) as caught:
        lower(read_cell(text))
    assert says in str(caught.value)


def test_what_the_layer_above_reads_is_a_state_too():
    cell = read_cell("c = tanh(W_c @ x) + 0.5 * c_below\nh = tanh(c)")
    assert cell.state == ("h", "c") and lower(cell).below == ("c",)


def test_the_difference_names_what_is_gone_and_what_is_new():
    rows = difference(CELLS["LSTM"], CELLS["CIFG"])
    assert [kind for kind, _ in rows] == ["same", "gone", "new", "same", "same", "same", "same"]
    assert ("new", "f = 1 - i") in rows
    assert {kind for kind, _ in difference(CELLS["GRU"], CELLS["GRU"])} == {"same"}
