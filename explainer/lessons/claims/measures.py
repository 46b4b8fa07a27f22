"""Measures of trained runs, one number per seed."""

from collections.abc import Sequence

import numpy as np

from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import is_solved


def score(result: RunResult) -> Sequence[float]:
    """Return the task's metric on the whole test set, (S,)."""
    return [float(one) for one in result.metric]


def updates_to_solve(result: RunResult) -> Sequence[float]:
    """Return after how many updates each seed had first solved its task on the curve, (S,); all, where it never did."""
    problem = make_problem(result.recipe.task, result.recipe.settings)
    solved = np.array([[is_solved(problem, float(one)) for one in row] for row in result.curve])  # (K, S)
    first = np.where(solved.any(axis=0), result.steps[solved.argmax(axis=0)], result.recipe.updates)
    return [float(one) for one in first]
