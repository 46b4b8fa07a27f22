import re

import pytest

from explainer.cells.catalogue import CELLS, ROLES
from explainer.cells.palette import HUES, MARKS
from explainer.figures.trace_figures import DASHES
from explainer.numerics.measures import GATES, gates
from tests.conftest import small_run


@pytest.mark.parametrize("cell", CELLS.values(), ids=str)
def test_every_equation_has_a_role_a_colour_a_mark_and_a_sentence(cell):
    for line in cell.equations:
        assert line.role in ROLES
        assert line.role in HUES and line.role in MARKS
        assert line.role in DASHES or line.role == "sum"
        assert len(line.about) > 10
    assert re.search(r"(19|20)\d\d", cell.paper)
    assert cell.about.endswith(".")


@pytest.mark.parametrize("name", CELLS)
def test_gates_lie_between_0_and_1(name):
    run = small_run(name).layers[0]
    for gate in gates(run):
        exponential = name == "sLSTM" and gate in ("i", "f")  # the larger of both is 1
        assert run.values[gate].min() > 0 and run.values[gate].max() < 1 + exponential * 1e-15
        assert run.program.equation(gate).role in GATES


def test_shipped_cells():
    assert list(CELLS) == [
        "RNN", "RNN-ReLU", "LSTM", "LSTM-1997", "LSTM-peephole", "LSTM-norm", "LSTM-depth", "CIFG", "GRU", "GRU-Cho",
        "MGU", "JANET", "UGRNN", "minGRU", "minLSTM", "sLSTM",
    ]  # fmt: skip
