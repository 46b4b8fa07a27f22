import math

import pytest

from explainer.runs.row import Row
from explainer.runs.versions import versions
from explainer.tasks.catalogue import TASKS
from explainer.training.recipe import default_recipe
from explainer.ui.run_progress import progress_of, run_progress


def row(metric: tuple, name: str = "accuracy", solved: float = 0.99, state: str = "running") -> Row:
    recipe = default_recipe(TASKS["recall"], "LSTM")
    started = {"metric": name, "solved": solved} if name else {}
    return Row("a1b2c3d4e5", "me", recipe, versions=versions(), state=state, step=40, metric=metric, started=started)


def test_the_best_seed_counts_where_higher_is_better():
    found = progress_of(row((0.5, None, 0.995)))
    assert (found.cell, found.task, found.step, found.metric, found.solved, found.ended) == (
        "LSTM", "recall", 40, 0.995, True, False,
    )  # fmt: skip
    assert not progress_of(row((0.5, 0.9))).solved


def test_the_best_seed_counts_where_lower_is_better():
    assert (
        progress_of(row((0.5, 0.01), "mse", 0.02)).solved and progress_of(row((0.5, 0.01), "mse", 0.02)).metric == 0.01
    )
    assert not progress_of(row((0.5, 0.3), "mse", 0.02)).solved


@pytest.mark.parametrize("one", [row(()), row((), ""), row((None,))])
def test_before_the_first_evaluation_nothing_is_solved(one):
    assert math.isnan(progress_of(one).metric) and not progress_of(one).solved


def test_a_run_that_is_not_there_is_left_out():
    assert run_progress(["zzzzzzzzzz"]) == ()
