"""What a written claim can measure: numbers of each seed, from a result."""

import numpy as np

from explainer.lessons.claims.written_fields import LAST, MEASURES, TASK_KEYS, choices_of, limits_of, measure_name
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import TASKS
from explainer.training.recipe import Recipe

LOSSES = np.stack([np.linspace(2, 1, 60), np.full(60, 0.5)], axis=1)
NORMS = np.stack([np.linspace(1, 9, 60), np.r_[np.ones(59), np.nan]], axis=1)
RESULT = RunResult(
    Recipe("recall", seeds=2, updates=60), "done", 60, np.array([0.9, 1.0]), np.array([0, 30, 60]),
    np.array([[0.1, 0.2], [0.5, 1.0], [0.9, 1.0]]), LOSSES, NORMS, 1.0, {},
)  # fmt: skip


def test_measures_are_numbers_of_each_seed():
    found = {name: list(one.numbers(RESULT)) for name, one in MEASURES.items()}
    assert found["score"] == [0.9, 1.0] and found["updates"] == [60, 30]
    assert np.allclose(found["loss"], LOSSES[-LAST:].mean(axis=0))
    assert found["gradient"] == [9, np.inf]


def test_a_score_is_named_by_the_metric_of_its_task():
    assert measure_name("score", "recall") == "accuracy"
    assert measure_name("score", "adding") == "mean squared error"
    assert measure_name("loss", "adding") == "final loss"


def test_no_task_needs_the_data_of_a_visitor():
    assert TASK_KEYS and not any(TASKS[one].reads for one in TASK_KEYS)


def test_limits_and_options_are_those_of_recipes():
    assert limits_of("m") == (1, 256) and limits_of("rate")[1] == 10.0
    assert "chrono" in (choices_of("keep") or ()) and choices_of("rate") is None
