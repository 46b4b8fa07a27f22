import plotly.graph_objects as go
import pytest

from explainer.figures.review_figures import ANSWERS, accuracy_marks, accuracy_rows, gate_marks, gate_rows
from explainer.tasks.review_findings import measure_reviews
from tests.tasks.hand_set_reviews import PROBLEM, READOUT, layers

FOUND = measure_reviews(layers(), READOUT, PROBLEM, 0)
PROGRAM = layers()[0].program


@pytest.mark.parametrize("mode", [0, 1])
def test_the_figures_are_valid(mode):
    accuracy = go.Figure(accuracy_marks(FOUND, mode))
    assert [one.name for one in accuracy.data] == list(ANSWERS)
    for one in accuracy.data:
        assert list(one.y) == [FOUND.accuracy[one.name][kind] for kind in ("plain", "negated", "contrasted")]
    gates = go.Figure(gate_marks(FOUND, PROGRAM, mode))
    assert gates.layout.xaxis.ticktext == ("i<br>mean", "i<br>unit 2", "f<br>mean", "f<br>unit 2", "o<br>mean",
                                           f"o<br>unit {FOUND.gates[2].but_unit + 1}")  # fmt: skip
    shown = {one.name: one for one in gates.data if one.showlegend is False}
    assert shown["at “but”"].y[3] == pytest.approx(0, abs=1e-9) and shown["fillers"].y[3] == pytest.approx(1)
    assert len({one.name for one in gates.data if one.showlegend is None}) == len(shown) == 5


def test_marks_of_a_column_stand_apart_and_within_it():
    for figure in (accuracy_marks(FOUND), gate_marks(FOUND, PROGRAM)):
        firsts = [one["x"][0] for one in figure["data"] if one["x"][0] is not None]
        assert len(set(firsts[:-1])) == len(firsts) - 1 and all(-0.4 < one < 0.4 for one in firsts)


def test_the_tables_have_every_unit_and_every_answer():
    rows = gate_rows(FOUND)
    assert len(rows) == 3 * (1 + 3) and [row["unit"] for row in rows[:4]] == ["mean", "1", "2", "3"]
    count = FOUND.counts["at “but”"]
    assert rows[0][f"at “but” ({count:,})"] == pytest.approx(FOUND.gates[0].means["at “but”"].mean())
    assert rows[6][f"at “but” ({count:,})"] == pytest.approx(FOUND.gates[1].means["at “but”"][1])
    assert [row["answer"] for row in accuracy_rows(FOUND)] == list(ANSWERS)
    gru = layers("GRU")
    assert {row["gate"] for row in gate_rows(measure_reviews(gru, READOUT, PROBLEM, 0))} == {"r", "z", "1 − z"}
