import csv
import gzip
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from explainer.tasks.catalogue import TASKS, default_settings, make_problem
from explainer.tasks.hourly import CALENDAR, calendar, labels, load

FILE = Path(__file__).parent.parent.parent / "explainer" / "data" / "hourly_electricity.csv.gz"


def test_every_row_has_the_label_of_its_hour():
    with gzip.open(FILE, "rt") as lines:
        rows = list(csv.DictReader(lines))
    times = [datetime.strptime(row["time"], "%Y-%m-%d %H:%M") for row in rows]
    assert times == [datetime(2012, 1, 1) + timedelta(hours=k) for k in range(26_304)]
    assert list(labels(26_304)) == [f"{time:%a} {time.hour} h" for time in times]
    assert load().tolist() == [float(row["load_kw"]) for row in rows]


def test_the_calendar_repeats_each_day_and_each_week():
    turns = calendar(np.arange(400))
    assert turns.shape == (400, len(CALENDAR))
    assert np.allclose(turns[24:, :2], turns[:-24, :2]) and np.allclose(turns[168:], turns[:-168])
    assert not np.allclose(turns[24:, 2:], turns[:-24, 2:])
    assert np.allclose(turns[6, :2], [1, 0]) and np.allclose(turns[42, 2:], [1, 0])


def test_the_training_rows_are_the_years_2012_and_2013():
    problem = make_problem("hourly", {"ahead": 3})
    assert np.allclose(problem.unscale(problem.probe.target), load()[731 * 24])
    assert labels(26_304)[731 * 24] == f"{datetime(2014, 1, 1):%a} 0 h"
    assert problem.scalings[-1].shift == pytest.approx(load()[: 731 * 24].mean())
    assert np.allclose(
        problem.probe.x[-1, :4, 0], calendar(np.array([731 * 24]))[0], atol=1e-6
    )  # of the predicted hour


def test_the_first_baseline_repeats_the_current_load():
    problem = make_problem("hourly", {"ahead": 1})
    targets = problem.unscale(problem.test.target)[0]
    current = problem.unscale(problem.test.x[-1, -1])
    assert problem.baselines[0][1] == pytest.approx(
        np.mean(2 * np.abs(current - targets) / (current + targets)), rel=1e-4
    )


def test_a_recipe_without_a_target_predicts_the_value():
    """Recipes that are older than the setting keep their meaning; a new run predicts the change."""
    old, new = (make_problem("hourly", settings) for settings in ({}, default_settings(TASKS["hourly"])))
    assert old.line is None and new.line is not None
    assert np.array_equal(old.test.target, make_problem("hourly", {"target": "value"}).test.target)


def test_the_calendar_can_be_left_out():
    assert make_problem("hourly", {"calendar": "without"}).inputs == ("load in kW",)
