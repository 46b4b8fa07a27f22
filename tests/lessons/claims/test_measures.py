"""Measures of runs, on results that were made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.claims.measures import late_gain, log_error, rising_share, score, updates_to_solve
from explainer.runs.run_result import RunResult
from explainer.training.recipe import Recipe

RESULT = RunResult(
    Recipe("recall", {"gap": 5}, updates=100, seeds=2), "done", 100, np.array([1.0, 0.5]), np.array([0, 50, 100]),
    np.array([[0.1, 0.1], [0.995, 0.3], [1.0, 0.5]]),
    np.column_stack([np.linspace(1, 0, 100), np.r_[1.0, 2.0, np.full(98, 0.5)]]), np.ones((100, 2)), 1.0, {},
)  # fmt: skip


def test_the_score_is_the_metric_of_each_seed():
    assert score(RESULT) == [1.0, 0.5]


def test_a_seed_that_never_solves_its_task_counts_with_all_updates():
    assert updates_to_solve(RESULT) == [50, 100]


def test_errors_are_one_minus_an_accuracy_within_limits():
    assert log_error(RESULT) == pytest.approx([-4, np.log10(0.5)])
    diverged = replace(RESULT, recipe=Recipe("sine"), metric=np.array([np.nan, 0.01]))
    assert log_error(diverged) == pytest.approx([6, -2])


def test_rises_are_counted():
    assert rising_share(RESULT) == pytest.approx([0, 1 / 99])


def test_a_late_gain_counts_only_where_the_loss_hardly_falls():
    assert late_gain(RESULT) == pytest.approx([np.nan, 0.2], nan_ok=True)
