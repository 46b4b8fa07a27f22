from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks import hourly
from explainer.tasks.baselines import MARGIN, answers, baselines, best, describe_best
from explainer.tasks.catalogue import TASKS, default_settings, make_problem
from explainer.tasks.metrics import METRICS, in_units, is_solved
from explainer.tasks.own_data import Series
from explainer.tasks.season import Season
from explainer.tasks.windowed_series import WindowedSeries

RNG = np.random.default_rng(2)
Y = 10 + np.sin(np.arange(200)) + 0.1 * RNG.standard_normal(200).cumsum()
SEASONS = (Season(6, "period"), Season(15))
NAMED = Series(("a",), Y[:, None])


@pytest.mark.parametrize(("ahead", "lags"), [(1, (6, 15)), (6, (6, 15)), (8, (12, 15)), (20, (24, 30))])
def test_every_simple_answer_is_that_of_a_loop(ahead, lags):
    series = WindowedSeries(Y[:, None], Y, 4, ahead, 160, seasons=SEASONS)
    sums = dict.fromkeys(range(5), 0.0)
    for row in range(160, 200):
        now = row - ahead
        simple = [Y[now]]
        for lag in lags:
            simple += [Y[row - lag], Y[now] + Y[row - lag] - Y[now - lag]]
        for k, value in enumerate(simple):
            sums[k] += abs(value - Y[row]) / 40
    found = baselines(series, "mae", series.test_starts())
    assert [score for _, score in found[:5]] == pytest.approx(list(sums.values()))
    assert found[0][0] == "repeating the current value" and found[-1][0] == "least squares on the lookback"
    ago = "one period before" if ahead <= 6 else f"{lags[0] // 6} periods before"
    assert [name for name, _ in found[1:5]] == [
        f"the value {ago}", f"repeating the change {ago}",
        f"the value {lags[1]} rows before", f"repeating the change {lags[1]} rows before",
    ]  # fmt: skip


def test_without_a_season_the_last_change_is_continued():
    series = WindowedSeries(Y[:, None], Y, 4, 3, 160)
    expected = np.mean([abs(Y[row - 3] + 3 * (Y[row - 3] - Y[row - 4]) - Y[row]) for row in range(160, 200)])
    assert dict(baselines(series, "mae", series.test_starts()))["continuing the last change"] == pytest.approx(expected)


def test_a_season_that_begins_before_the_first_row_is_left_out():
    series = WindowedSeries(Y[:, None], Y, 4, 1, 160, seasons=(Season(400),))
    assert list(answers(series, series.test_starts()))[1] == "continuing the last change"


def test_the_scores_over_the_whole_test_year_are_those_of_a_direct_computation():
    """Simple formulas over all 8,760 hours of 2014, as shares of the load."""
    y, rows = hourly.load(), np.arange(hourly.TRAINING_HOURS, 26_304)
    series = WindowedSeries(y[:, None], y, 25, 1, hourly.TRAINING_HOURS, seasons=hourly.SEASONS)
    found = dict(baselines(series, "smape", rows - series.span))
    assert len(rows) == 8_760
    for name, expected in {
        "repeating the current value": y[rows - 1],
        "the value one day before": y[rows - 24],
        "repeating the change one day before": y[rows - 1] + y[rows - 24] - y[rows - 25],
        "the value one week before": y[rows - 168],
        "repeating the change one week before": y[rows - 1] + y[rows - 168] - y[rows - 169],
    }.items():
        assert found[name] == pytest.approx(np.mean(2 * np.abs(expected - y[rows]) / (np.abs(expected) + y[rows])))
    assert [round(100 * score, 2) for score in found.values()] == pytest.approx(
        [8.50, 3.44, 1.96, 5.07, 2.04, 1.88], abs=0.02
    )


@pytest.mark.parametrize("key", ["hourly", "trend", "windows", "sine", "series"])
def test_a_series_task_is_solved_where_it_is_better_than_all_of_them(key):
    for settings in ({}, default_settings(TASKS[key])):
        problem = make_problem(key, settings, NAMED)
        scores = [score for _, score in problem.baselines]
        assert len(scores) >= 3 and len({name for name, _ in problem.baselines}) == len(scores)
        assert problem.baseline == min(scores) == best(problem.baselines, problem.metric)[1]
        assert problem.solved == MARGIN * min(scores)
        assert all(not is_solved(problem, score) or score == 0 for score in scores)
        assert METRICS[problem.metric].better == "lower"


@pytest.mark.parametrize("target", ["value", "change from the current value", "change from the seasonal line"])
def test_the_answers_are_for_exactly_the_test_windows(target):
    """The scores do not hang on what the network predicts, and the targets in units are those of the series."""
    problem = make_problem("hourly", {"lookback": 25, "target": target})
    assert problem.baselines == make_problem("hourly", {"lookback": 25}).baselines
    current = problem.scalings[-1].undo(problem.test.x[-1, -1].astype(float))
    expected = METRICS["smape"].measure(current[None], in_units(problem, problem.test.target, problem.test.x), None)
    assert problem.baselines[0][1] == pytest.approx(expected, rel=1e-5)


def test_test_rows_do_not_change_the_answers_for_earlier_windows():
    later = Y.copy()
    later[180:] += 1e3
    starts = np.arange(160, 175)
    one, other = (answers(WindowedSeries(y[:, None], y, 4, 1, 160, seasons=SEASONS), starts) for y in (Y, later))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_the_best_answer_is_named_with_its_score():
    problem = make_problem("hourly", {"lookback": 25})
    assert describe_best(problem) == "the best simple answer, least squares on the lookback, reaches 1.94%"
    assert describe_best(make_problem("recall", {})) == "without memory it would be 12.5%"
    higher = replace(make_problem("recall", {}), baselines=(("one", 0.2), ("other", 0.7)))
    assert best(higher.baselines, "accuracy") == ("other", 0.7)
