"""What a trained network still knows of sequences from which items were left out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.networks import networks
from explainer.runs.run_result import RunResult
from explainer.tasks.batch import Batch
from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import score
from explainer.tasks.predictions import predict

DROPPED = 0.25


def knowledge_left(result: RunResult) -> Sequence[float]:
    """Return each seed's gain over the best answer without memory, of what it was before a quarter was left out, (S,).

    Which items are left out is drawn for each sequence, the same for all seeds. The targets of the others stay. Of a
    network that was no better than without memory it is not a number.
    """
    problem = make_problem(result.recipe.task, result.recipe.settings)
    shortened, left = drop(problem.test, DROPPED), []
    for network, metric in zip(networks(result), result.metric, strict=True):
        outputs = predict(*network, shortened.x, problem.where)
        gain = float(metric) - problem.baseline
        left.append((score(problem, outputs, shortened) - problem.baseline) / gain if gain > 0 else float("nan"))
    return left


def drop(batch: Batch, share: float) -> Batch:
    """Return sequences (T, n, B) with a target at each step without a share of their items, drawn for each of them."""
    steps, _, count = batch.x.shape
    rows = rows_left(steps, steps - round(share * steps), count)  # (T', B)
    x = np.take_along_axis(batch.x, rows[:, None], axis=0)
    return Batch(x, np.take_along_axis(batch.target, rows, axis=0))


def rows_left(steps: int, most: int, count: int) -> NDArray[np.int64]:
    """Draw which steps of each of so many sequences stay, in their order, (most, count)."""
    drawn = np.random.default_rng(92).random((steps, count)).argsort(axis=0)[:most]
    return np.sort(drawn, axis=0)
