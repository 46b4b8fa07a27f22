import plotly.graph_objects as go
import pytest

from explainer.figures.unit_figures import MOST_RANKED, unit_ranking
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.tasks.text_features import feature_values, features_of
from explainer.tasks.unit_finder import find_units


def ranked(run="text-lstm", feature="vowel"):
    weights = load_checkpoint(run, nearest_step(run, None))
    finder = find_units(weights.layers, weights.problem)
    return finder, finder.score(feature_values(features_of("text", "character")[feature], finder.text))


@pytest.mark.parametrize("mode", [0, 1])
def test_the_best_units_are_drawn_with_both_scores_and_the_line_of_chance(mode):
    finder, scores = ranked()
    figure = unit_ranking(scores, finder.read, mode)
    go.Figure(figure)
    first, second = figure["data"][1:]
    shown = scores.order[:MOST_RANKED]
    assert first["x"] == scores.first[shown].tolist() == sorted(first["x"], reverse=True)
    assert second["x"] == scores.second[shown].tolist()
    labels = [finder.read.labels[unit] for unit in shown]
    assert first["customdata"] == second["customdata"] == figure["layout"]["yaxis"]["ticktext"] == labels
    assert figure["layout"]["shapes"][1]["x0"] == scores.chance
    assert f"{scores.chance:.3f}" in figure["layout"]["annotations"][0]["text"]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < min(*first["x"], *second["x"], scores.chance) and high > 1


def test_a_small_network_has_a_row_for_each_unit_alone():
    finder, scores = ranked("text-rnn")
    assert len(unit_ranking(scores, finder.read)["data"][1]["x"]) == min(MOST_RANKED, len(finder.read.units))
