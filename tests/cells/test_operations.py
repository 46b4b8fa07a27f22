import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.operations import mixing_gradient, operation, slopes

NORMED = lower(CELLS["LSTM-norm"])


def texts(pieces) -> str:
    return "".join(piece.get("s") or f"<{piece['v']}{'.' + piece['of'] if 'of' in piece else ''}>" for piece in pieces)


def test_an_operation_has_places_for_its_arguments():
    lstm = lower(CELLS["LSTM"])
    assert texts(operation(lstm, lstm.step("f * c_prev"))["numbers"]) == "<f> ⊙ <c_prev>"
    assert operation(lstm, lstm.step("W_f @ x"))["numbers"] == [{"m": "W_f", "v": "x"}]
    assert texts(slopes(lstm.step("tanh(c)"))[0]) == "1 − <tanh(c)> · <tanh(c)>"


def test_norm_has_places_for_the_mean_and_the_spread_of_all_units():
    step = NORMED.step("norm(c)")
    assert texts(operation(NORMED, step)["numbers"]) == "(<c> − <c.mean>) / <c.spread>"
    assert texts(mixing_gradient(step)) == "(δ − mean(δ) − <norm(c)> · mean(δ ⊙ <norm(c)>)) / spread(<c>)"


@pytest.mark.parametrize("cell", CELLS)
def test_every_operation_can_be_written_backward_in_one_way(cell):
    program = lower(CELLS[cell])
    for step in program.steps:
        assert bool(slopes(step)) + bool(mixing_gradient(step)) + (step.op == "matmul") == 1
        assert len(slopes(step)) in (0, len(step.args))
