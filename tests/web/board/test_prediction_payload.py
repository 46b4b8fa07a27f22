import json

import plotly.graph_objects as go
import pytest

from explainer.figures.prediction_sentences import of_checkpoint
from explainer.numerics.counterfactual import LayerHold
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.runs.prediction import predict_sequence, score_test_set
from explainer.runs.shipped import shipped_names, shipped_run
from explainer.tasks.probe import sequence
from explainer.web.board.prediction_cards import shortened
from explainer.web.board.prediction_payload import inspection
from tests.web.board.test_payload import unpack

POSITION = {"t": 0, "unit": 0}


@pytest.mark.parametrize("run", [run for run in shipped_names() if run.endswith("-gru")])
def test_every_figure_is_valid_plotly_with_and_without_a_hold(run):
    weights = load_checkpoint(run, checkpoint_steps(run)[-1])
    for held in (None, LayerHold("z", 0.5, 1), LayerHold("h", 2.0, 0, 1)):
        found = inspection(weights, sequence(weights.problem), held, 0, POSITION)
        data, _ = unpack(found.data)
        for card in data["cards"][:2]:
            assert go.Figure(card["figure"]).data
            assert all(sentence[-1] == "." for sentence in card["sentences"])
        assert data["cards"][0]["key"] == "prediction" and data["cards"][0]["table"]["rows"]
        json.dumps(data, allow_nan=False)
        assert bool(found.hold_text) == bool(held)


def test_the_score_of_a_checkpoint_is_that_of_its_file():
    for run in ("recall-lstm", "windows-rnn"):
        found = shipped_run(run)
        for at in found.steps:
            assert score_test_set(load_checkpoint(run, at)) == pytest.approx(found.metric[at], rel=1e-4)


def test_holding_the_keep_gate_shut_takes_the_memory_away():
    weights = load_checkpoint("recall-lstm", checkpoint_steps("recall-lstm")[-1])
    assert score_test_set(weights) > 0.99
    assert score_test_set(weights, LayerHold("f", 0.0)) < 0.2
    assert score_test_set(weights, LayerHold("f", 0.0, 101)) == score_test_set(
        weights
    )  # after the last step nothing is left to hold


def test_the_target_is_known_for_the_probe_only():
    weights = load_checkpoint("recall-gru", checkpoint_steps("recall-gru")[-1])
    probe = sequence(weights.problem)
    assert predict_sequence(weights, probe).target is not None
    assert predict_sequence(weights, sequence(weights.problem, weights.problem.test, 5)).target is None
    assert "Without memory it would be 12.5%; the task is solved" in of_checkpoint(weights, 1.0)
    assert "are not finite" in of_checkpoint(weights, float("nan"))


def test_words_common_to_all_names_are_split_off():
    assert shortened(("a may follow", "b may follow")) == (["a", "b"], "may follow")
    assert shortened(("depth 0", "depth 1")) == (["0", "1"], "depth")
    assert shortened(("off", "on")) == (["off", "on"], "")


def test_the_colour_limits_of_a_prediction_contain_its_numbers():
    weights = load_checkpoint("counting-lstm", checkpoint_steps("counting-lstm")[-1])
    data, _ = unpack(inspection(weights, sequence(weights.problem), None, 0, POSITION).data)
    figure = data["cards"][0]["figure"]["data"][0]
    numbers = [value for row in figure["z"] for value in row]
    assert figure["zmin"] <= min(numbers) and max(numbers) <= figure["zmax"]
    assert max(numbers) > 1 or min(numbers) < 0  # otherwise the test shows nothing
