"""Measures of trained runs, one number per seed."""

from collections.abc import Sequence

import numpy as np

from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import METRICS, is_solved

SMALLEST, LARGEST = 1e-4, 1e6  # errors beyond count as these


def score(result: RunResult) -> Sequence[float]:
    """Return the task's metric on the whole test set, (S,)."""
    return [float(one) for one in result.metric]


def updates_to_solve(result: RunResult) -> Sequence[float]:
    """Return after how many updates each seed had first solved its task on the curve, (S,); all, where it never did."""
    problem = make_problem(result.recipe.task, result.recipe.settings)
    solved = np.array([[is_solved(problem, float(one)) for one in row] for row in result.curve])  # (K, S)
    first = np.where(solved.any(axis=0), result.steps[solved.argmax(axis=0)], result.recipe.updates)
    return [float(one) for one in first]


def log_error(result: RunResult) -> Sequence[float]:
    """Return log10 of the error on the whole test set, (S,): of the metric, or of 1 minus it where higher is better.

    Errors are counted from 1e-4 to 1e6; a run that has diverged has the largest.
    """
    problem = make_problem(result.recipe.task, result.recipe.settings)
    higher = METRICS[problem.metric].better == "higher"
    error = 1 - result.metric if higher else result.metric
    return [float(one) for one in np.log10(np.clip(np.nan_to_num(error, nan=LARGEST), SMALLEST, LARGEST))]


def rising_share(result: RunResult) -> Sequence[float]:
    """Return which share of the updates was followed by a higher training loss, (S,)."""
    return [float(one) for one in (np.diff(result.losses, axis=0) > 0).mean(axis=0)]


def late_gain(result: RunResult) -> Sequence[float]:
    """Return how much the metric rises on the curve's second half, (S,).

    NaN where the loss falls by more than a tenth of its first value there: then it was no small gain.
    """
    half = len(result.losses) // 2
    early, late = result.losses[half - 20 : half].mean(axis=0), result.losses[-20:].mean(axis=0)
    gain = result.curve[-1] - result.curve[len(result.curve) // 2]
    return [float(one) for one in np.where(early - late <= result.losses[0] / 10, gain, np.nan)]
