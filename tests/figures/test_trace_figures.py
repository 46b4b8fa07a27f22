import numpy as np
import plotly.graph_objects as go
import pytest

from explainer.cells.catalogue import CELLS
from explainer.figures import trace_figures
from explainer.numerics import measures
from explainer.web.board.layer_cards import layer_cards
from tests.conftest import small_run

LABELS = tuple("the cat")


@pytest.mark.parametrize("name", CELLS)
def test_every_figure_of_every_cell_is_valid_plotly(name):
    for card in layer_cards(small_run(name).layers[0], LABELS):
        assert len(go.Figure(card.figure).data) >= 1


def test_a_gate_map_has_units_by_time_from_0_to_1():
    run = small_run("LSTM").layers[0]
    trace = trace_figures.gate_map(run, "f", LABELS)["data"][0]
    assert np.array_equal(trace["z"], run.values["f"].T)
    assert (trace["zmin"], trace["zmax"], trace["meta"]) == (0.0, 1.0, "f")


def test_signed_maps_share_limits_centred_on_0():
    run = small_run("LSTM").layers[0]
    limit = trace_figures.common_limit(run, ["g", "c", "h"])
    assert limit == max(np.abs(run.values[name]).max() for name in ("g", "c", "h"))
    trace = trace_figures.state_map(run, "h", limit)["data"][0]
    assert (trace["zmin"], trace["zmax"]) == (-limit, limit)


def test_lines_are_all_values_of_one_unit():
    run = small_run("LSTM").layers[0]
    lines = trace_figures.unit_lines(run, 2)["data"]
    assert [line["name"] for line in lines] == ["i", "f", "g", "o", "c", "h"]
    assert all(np.array_equal(line["y"], run.values[line["meta"]][:, 2]) for line in lines)
    assert {line["name"] for line in lines if line["yaxis"] == "y2"} == set(measures.gates(run))


def test_half_lives_are_none_without_a_keep_gate():
    assert trace_figures.half_lives(small_run("RNN").layers[0]) is None
    bars = trace_figures.half_lives(small_run("LSTM-1997").layers[0])["data"][0]
    assert bars["hovertext"][0] == "unit 1: half is gone after ∞ steps"


def test_saturation_has_points_for_each_gate():
    names = [trace.get("name") for trace in trace_figures.saturation(small_run("GRU").layers[0])["data"]]
    assert names == [None, "r", "z"]


def test_an_overflowing_run_still_has_a_limit():
    run = small_run("RNN-ReLU", steps=3).layers[0]
    run = type(run)(run.layer, {**run.values, "h": np.array([[np.inf, 1.0]])})
    assert trace_figures.common_limit(run, ["h"]) == 1.0
