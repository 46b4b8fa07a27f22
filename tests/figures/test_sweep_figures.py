"""The figures of a sweep hold every seed and the shares with their intervals; the sentences follow the numbers."""

import math
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from explainer.figures import sweep_figures, sweep_sentences
from explainer.numerics.share import wilson_share
from explainer.runs.shipped_sweep import DELAY, shipped_results
from explainer.runs.sweep_choice import sweep_lines
from explainer.runs.sweep_lines import sweep_points
from tests.conftest import ROOT

WHOLE = sweep_points(sweep_lines(DELAY), shipped_results())
PART = sweep_points(
    sweep_lines(DELAY), {text: one for text, one in shipped_results().items() if one.recipe.settings["gap"] < 40}
)
TASKS = [("adding", "length"), ("sine", "noise"), ("parity", "length"), ("recall", "filler")]


def test_every_seed_is_a_point_and_every_share_has_its_interval():
    figure = sweep_figures.shares(WHOLE)
    go.Figure(figure)
    lines, marks = figure["data"][0::2], figure["data"][1::2]
    assert [len(one["x"]) for one in lines] == [len(one["x"]) for one in marks] == [4] * 5
    for k, (count, trials) in enumerate(marks[0]["customdata"]):
        expected = wilson_share(count, trials)
        assert lines[0]["y"][k] == marks[0]["y"][k] == expected.value
        assert lines[0]["y"][k] + lines[0]["error_y"]["array"][k] == pytest.approx(expected.high)
        assert lines[0]["y"][k] - lines[0]["error_y"]["arrayminus"][k] == pytest.approx(expected.low)
    seeds = seeds_of(sweep_figures.metrics(WHOLE))
    assert [len(one["x"]) for one in seeds] == [20] * 5
    places = [x for one in seeds for x in one["x"]]
    assert len(set(places)) == len(places)  # no point hides another
    assert all(abs(x - round(x)) < 0.5 for x in places)


def seeds_of(figure) -> list:
    return [one for one in figure["data"] if one["mode"] == "markers"]


def test_the_levels_of_the_task_are_lines_with_names():
    levels = {one["name"]: one["y"] for one in sweep_figures.metrics(WHOLE)["data"] if one["mode"] == "lines"}
    assert levels == {"solved": [WHOLE.problem.solved] * 2, "simple answer": [WHOLE.problem.baseline] * 2}
    assert sweep_sentences.of_levels(WHOLE).startswith("The task is solved at accuracy 9")


def test_lines_differ_in_colour_dash_and_symbol():
    data = sweep_figures.shares(WHOLE)["data"]
    looks = [(line["line"]["color"], line["line"]["dash"], marks["marker"]["symbol"])
             for line, marks in zip(data[0::2], data[1::2], strict=True)]  # fmt: skip
    assert all(len(set(each)) == 5 for each in zip(*looks, strict=True))


@pytest.mark.parametrize("figure", [
    sweep_figures.shares(WHOLE), sweep_figures.metrics(WHOLE), sweep_figures.learning_curves(WHOLE, 3)
])  # fmt: skip
def test_the_browser_can_draw_it_before_plotly_is_there(figure):
    """The canvas of a card needs fixed ranges around all points, plain modes, and dashes and marks that it knows."""
    dashes = (ROOT / "explainer/web/board/static/legend.js").read_text()
    for name in ("xaxis", "yaxis"):
        axis, where = figure["layout"][name], name[0]
        values = [one for trace in figure["data"] for one in trace[where]]
        scale = math.log10 if axis.get("type") == "log" else float
        assert all(axis["range"][0] <= scale(one) <= axis["range"][1] for one in values)
    for trace in figure["data"]:
        assert trace["mode"] in ("lines", "markers")
        assert f" {trace['line']['dash']}: " in dashes if trace["mode"] == "lines" else trace["marker"]["size"]


def test_what_is_not_trained_yet_is_left_out():
    go.Figure(sweep_figures.shares(PART))
    assert [len(one["x"]) for one in sweep_figures.shares(PART)["data"]] == [2] * 10
    assert sweep_figures.learning_curves(PART, 3)["data"] == []
    assert len(sweep_figures.learning_curves(PART, 0)["data"]) == 25


@pytest.mark.parametrize(("task", "varied"), TASKS)
def test_other_tasks_have_their_own_metric(task, varied):
    values = ("noise", "silence") if varied == "filler" else (0.1, 0.2) if varied == "noise" else (30, 40)
    plan = sweep_lines(replace(DELAY, task=task, varied=varied, values=values, cells=("GRU",)))
    points = sweep_points(plan, {})
    go.Figure(sweep_figures.shares(points))
    go.Figure(sweep_figures.metrics(points))
    assert sweep_sentences.of_success(points) == sweep_sentences.of_interval(points) == ""
    assert sweep_sentences.summary_rows(points) == sweep_sentences.seed_rows(points) == []


def test_the_sentences_say_what_the_numbers_say():
    assert sweep_sentences.of_success(WHOLE) == (
        "At gap 80, 5 of 5 seeds of GRU, forget/update-gate bias 3 solved the task, and 0 of 5 of RNN."
    )
    assert sweep_sentences.of_success(PART).startswith(
        "So far: at gap 20, 5 of 5 seeds of LSTM, forget/update-gate bias 3 solved"
    )
    assert "5 of 5 seeds means a chance between 57% and 100%" in sweep_sentences.of_interval(WHOLE)
    one = sweep_points(sweep_lines(replace(DELAY, cells=("RNN",), seeds=1)), shipped_results())
    assert sweep_sentences.of_success(one) == "At gap 80, 0 of 1 seed of RNN solved the task."


@pytest.mark.parametrize(("done", "total", "found"), [(0, 1, "0 of 1 run is done."), (7, 9, "7 of 9 runs are done.")])
def test_the_progress_agrees_in_number(done, total, found):
    assert sweep_sentences.of_progress(done, total) == found


@pytest.mark.parametrize(
    ("arguments", "found"),
    [((0, "", 3, False), ""),
     ((0, "paused", 3, False), "3 trainings wait until the sweep goes on."),
     ((1, "", 0, False), "1 training is trained or waiting."),
     ((3, "", 5, True), "3 trainings, of several seeds each, are trained or waiting."),
     ((2, "paused", 0, True), "2 trainings, of several seeds each, are paused."),
     ((2, "paused", 6, False), "2 trainings are paused, and 6 more wait until the sweep goes on."),
     ((1, "pause", 1, False), "1 training is about to pause, and 1 more waits until the sweep goes on."),
     ((2, "cancel", 6, False), "2 trainings are about to end.")],
)  # fmt: skip
def test_the_trainings_are_counted_with_those_that_left_the_queue(arguments, found):
    assert sweep_sentences.of_trainings(*arguments) == found
    assert len(found.split()) <= 25


def test_the_time_is_in_seconds_or_minutes():
    assert sweep_sentences.of_time(0.2, 1).startswith("The rest takes about 1 second on a quiet machine")
    assert sweep_sentences.of_time(150, 1).startswith("The rest takes about 2 minutes on a quiet machine")
    assert sweep_sentences.of_time(150, 0) == ""


def test_the_tables_have_a_row_for_each_recipe_and_for_each_seed():
    rows = sweep_sentences.summary_rows(WHOLE)
    assert len(rows) == 20
    assert rows[0]["solved"] == "5 of 5"
    assert rows[0]["median updates to solved"] == "200"
    curves = sweep_sentences.curve_rows(WHOLE, 3)
    assert len({(one["line"], one["seed"]) for one in curves}) == 25 and curves[0]["updates"] == 1
    table = sweep_sentences.table_of([{"solved": True, "metric": None, "seed": 7}])
    assert table == {"columns": ["solved", "metric", "seed"], "rows": [["yes", "–", 7]]}
    seeds = sweep_sentences.seed_rows(WHOLE)
    assert len(seeds) == 100
    assert {one["settings.gap"] for one in seeds} == {10, 20, 40, 80}
