"""The figure of a claim: plotly accepts it, and every seed is in it and in its table."""

import json

import numpy as np
import plotly.graph_objects as go

from explainer.lessons.claims.claim_figure import claim_figure, height, seed_table
from explainer.lessons.claims.scale import scale_of
from explainer.lessons.claims.verdict import decide
from tests.lessons.claims.test_sentences import CLAIM, LEVELS, ONES, ZEROS

VERDICT = decide(LEVELS, {"a": ONES, "b": ZEROS})


def test_plotly_accepts_it_and_every_seed_is_a_point():
    figure = go.Figure(claim_figure(LEVELS, VERDICT))
    points = [one for one in figure.data if one.mode == "markers"]
    assert [list(one.x) for one in points] == [ONES.tolist(), ZEROS.tolist()]
    assert [round(float(np.median(one.y))) for one in points] == [2, 1]
    assert list(figure.layout.yaxis.ticktext) == ["A", "B"] and figure.layout.xaxis.title.text == "share"
    assert {one.marker.symbol for one in points} == {"circle", "diamond"}


def test_mean_interval_and_bound_are_where_they_should_be():
    figure = claim_figure(LEVELS, VERDICT)
    lines = [one["x"] for one in figure["data"] if one["mode"] == "lines"]
    assert [0.2, 0.2] in lines
    for one in VERDICT.outcomes:
        assert [one.interval.low, one.interval.high] in lines and [one.interval.mean] * 2 in lines


def test_a_common_scale_and_infinite_numbers_are_drawn():
    broken = decide(CLAIM, {"a": np.r_[ONES, np.nan], "b": np.zeros(17)})
    scale = scale_of(CLAIM.rule, broken, decide(CLAIM, {"a": ONES + 4, "b": np.zeros(16)}))
    figure = claim_figure(CLAIM, broken, scale)
    json.dumps(figure, allow_nan=False)
    assert figure["layout"]["xaxis"]["range"] == [scale.low, scale.high]
    assert figure["layout"]["xaxis"]["title"]["text"] == "difference in share"


def test_the_table_has_a_row_for_each_seed():
    table = seed_table(VERDICT, 7)
    assert table["columns"] == ["seed", "A", "B"]
    assert table["rows"] == [[7 + k, ONES[k], ZEROS[k]] for k in range(16)]
    broken = seed_table(decide(CLAIM, {"a": np.array([np.nan, 1]), "b": np.zeros(2)}), 0)
    assert broken["rows"] == [[0, "no number"], [1, 1.0]]


def test_more_comparisons_need_more_height():
    assert height(CLAIM, VERDICT) > height(CLAIM, decide(CLAIM, {"a": ONES, "b": ZEROS}))
