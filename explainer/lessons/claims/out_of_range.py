"""Forecasts of a trained network: of numbers beyond those of its training, and in a closed loop."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.claims.networks import networks
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.predictions import closed_loop, predict

BEYOND, NEXT = (130.0, 140.0, 150.0), 160.0


def error_beyond(result: RunResult) -> Sequence[float]:
    """Return by how much each seed is wrong about what follows 130, 140, 150, (S,); it was trained on 10 to 100."""
    problem = make_problem(result.recipe.task, result.recipe.settings)
    window = problem.scalings[0].apply(np.array(BEYOND))[:, None, None].astype(np.float32)  # (T, 1, 1)
    found = [problem.unscale(predict(*network, window, problem.where)) for network in networks(result)]
    return [abs(float(np.squeeze(one)) - NEXT) for one in found]


def closed_loop_error(result: RunResult) -> Sequence[float]:
    """Return log2 of each seed's error over the steps of a closed loop, (S,), as a share of repeating the last value.

    The error is the root of the mean square.
    """
    problem = make_problem(result.recipe.task, result.recipe.settings)
    assert problem.future is not None
    x = problem.probe.x[..., 0]  # (T, 1)
    truth = problem.unscale(problem.future[..., None])[..., 0]  # (steps, 1)
    last = problem.scalings[0].undo(x[-1])
    repeated = root_mean_square(truth - last)
    errors = (root_mean_square(closed_loop(*network, problem, x) - truth) for network in networks(result))
    return [float(np.log2(one / repeated)) for one in errors]


def root_mean_square(values: Array) -> float:
    """Return the root of the mean square of all values."""
    return float(np.sqrt(np.mean(np.square(values))))
