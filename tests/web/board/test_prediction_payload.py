import json

import plotly.graph_objects as go
import pytest

from explainer.figures.prediction_sentences import of_moment
from explainer.numerics.counterfactual import Held
from explainer.runs.loading import moments, open_at
from explainer.runs.prediction import scored, speak
from explainer.runs.shipped import names, shipped
from explainer.tasks.probe import sequence
from explainer.web.board.prediction_cards import shortened
from explainer.web.board.prediction_payload import look
from tests.web.board.test_payload import unpack

PLACE = {"t": 0, "unit": 0}


@pytest.mark.parametrize("run", [run for run in names() if run.endswith("-gru")])
def test_every_figure_is_valid_plotly_with_and_without_a_hold(run):
    weights = open_at(run, moments(run)[-1])
    for held in (None, Held("z", 0.5, 1), Held("h", 2.0, 0, 1)):
        seen = look(weights, sequence(weights.problem), held, 0, PLACE)
        data, _ = unpack(seen.data)
        for card in data["cards"][:2]:
            assert go.Figure(card["figure"]).data
            assert all(words[-1] == "." for words in card["sentences"])
        assert data["cards"][0]["key"] == "said" and data["cards"][0]["table"]["rows"]
        json.dumps(data, allow_nan=False)
        assert bool(seen.hold) == bool(held)


def test_the_score_of_a_moment_is_what_its_file_states():
    for run in ("recall-lstm", "windows-rnn"):
        found = shipped(run)
        for at in found.steps:
            assert scored(open_at(run, at)) == pytest.approx(found.metric[at], rel=1e-4)


def test_holding_the_keep_gate_shut_takes_the_memory_away():
    weights = open_at("recall-lstm", moments("recall-lstm")[-1])
    assert scored(weights) > 0.99
    assert scored(weights, Held("f", 0.0)) < 0.2
    assert scored(weights, Held("f", 0.0, 101)) == scored(weights)  # after the last step nothing is left to hold


def test_the_truth_is_known_for_the_probe_alone():
    weights = open_at("recall-gru", moments("recall-gru")[-1])
    probe = sequence(weights.problem)
    assert speak(weights, probe).truth is not None
    assert speak(weights, sequence(weights.problem, weights.problem.test, 5)).truth is None
    assert "12.5% without memory; solved" in of_moment(weights, 1.0)
    assert "no number" in of_moment(weights, float("nan"))


def test_what_all_names_share_is_said_once():
    assert shortened(("a may follow", "b may follow")) == (["a", "b"], "may follow")
    assert shortened(("depth 0", "depth 1")) == (["0", "1"], "depth")
    assert shortened(("off", "on")) == (["off", "on"], "")


def test_the_colours_of_what_is_said_reach_as_far_as_its_numbers():
    weights = open_at("counting-lstm", moments("counting-lstm")[-1])
    data, _ = unpack(look(weights, sequence(weights.problem), None, 0, PLACE).data)
    figure = data["cards"][0]["figure"]["data"][0]
    numbers = [value for row in figure["z"] for value in row]
    assert figure["zmin"] <= min(numbers) and max(numbers) <= figure["zmax"]
    assert max(numbers) > 1 or min(numbers) < 0  # raw numbers: else this shows nothing
