"""From outputs to what is shown of them: probabilities, or numbers in their own units."""

import numpy as np

from explainer.tasks.predictions import softmax
from explainer.tasks.problem import Problem
from explainer.training.records import Numbers


def decode(problem: Problem, outputs: Numbers) -> Numbers:
    """Return class probabilities, or numbers in their own units, shaped like the outputs, (…, k, B)."""
    return softmax(outputs) if problem.kind == "classes" else np.asarray(problem.unscale(outputs), np.float64)


def probe_target(problem: Problem) -> Numbers:
    """Return the probe's target: classes, (1,) or (T,), or numbers in their own units, (k,) or (T, k)."""
    target = problem.probe.target
    if problem.kind == "classes":
        return np.asarray(target.reshape(-1), np.float64)
    return np.asarray(problem.unscale(target)[..., 0], np.float64)
