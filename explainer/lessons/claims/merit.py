"""How well trained networks have learned, so that more is better whatever the metric of the task."""

from collections.abc import Sequence

import numpy as np

from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import METRICS


def merit(result: RunResult) -> Sequence[float]:
    """Return the metric of each seed, (S,): a share as it is, an error as −log2: half the error is 1 more."""
    problem = make_problem(result.recipe.task, result.recipe.settings)
    if METRICS[problem.metric].better == "higher":
        return [float(one) for one in result.metric]
    with np.errstate(divide="ignore"):
        return [float(one) for one in -np.log2(result.metric)]
