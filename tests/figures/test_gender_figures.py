import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.figures.gender_figures import (
    distance_marks,
    distance_rows,
    probe_curves,
    probe_rows,
    unit_rows,
)
from explainer.tasks.gender_findings import measure_gender
from explainer.tasks.pronoun_distance import accuracy_by_distance
from tests.tasks.hand_set_pronouns import PROBLEM, READOUT, lstm, nothing

FOUND = measure_gender(lstm(), PROBLEM, 0)
SCORES = accuracy_by_distance(nothing(), READOUT, PROBLEM)


@pytest.mark.parametrize("mode", [0, 1])
def test_the_figures_are_valid_and_hold_chance(mode):
    probes = probe_curves(FOUND, lstm()[0].program, mode)
    assert [one.name for one in go.Figure(probes).data] == [
        "c, one probe", "c, a probe for each word", "h, one probe", "h, a probe for each word", "a constant answer",
    ]  # fmt: skip
    assert probes["data"][-1]["y"] == FOUND.chance_by_step.tolist()
    distances = distance_marks(SCORES, mode)
    assert [one.name for one in go.Figure(distances).data] == ["network", "the first person",
                                                               "the more frequent pronoun"]  # fmt: skip
    for figure in (probes, distances):
        low, high = figure["layout"]["yaxis"]["range"]
        assert all(low <= min(one["y"]) and max(one["y"]) <= high for one in figure["data"])


def test_the_tables_have_the_numbers_of_the_figures():
    rows = probe_rows(FOUND)
    assert [row["steps since the subject"] for row in rows] == list(range(len(FOUND.counts)))
    assert [row["scored steps"] for row in rows] == FOUND.counts.tolist()
    assert all(row["c, one probe"] == 1 for row in rows)
    units = unit_rows(FOUND)
    assert [row["unit"] for row in units] == [1, 2, 3, 4] and units[0]["c alone is right"] == 1
    assert units[0]["f at a new subject"] == pytest.approx(0, abs=1e-9)
    assert "f at a new subject" not in unit_rows(measure_gender(nothing("RNN"), PROBLEM, 0))[0]
    distances = distance_rows(SCORES)
    assert [row["network"] for row in distances] == [one.network for one in SCORES]
    assert distances[0]["steps from the subject"] == "5–9"
    assert np.sum([row["question marks"] for row in distances]) == PROBLEM.test.mask.sum()
