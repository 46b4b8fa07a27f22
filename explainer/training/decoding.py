"""From outputs to what is shown of them: probabilities, or numbers in their own units."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.metrics import in_units
from explainer.tasks.predictions import softmax
from explainer.tasks.problem import Problem
from explainer.training.records import Numbers


def decode(problem: Problem, outputs: Numbers, x: NDArray[Any]) -> Numbers:
    """Return class probabilities, or numbers in their own units, for inputs x (T, n, B), shaped like the outputs."""
    return softmax(outputs) if problem.kind == "classes" else np.asarray(in_units(problem, outputs, x), np.float64)


def probe_target(problem: Problem) -> Numbers:
    """Return the probe's target: classes, (1,) or (T,), or numbers in their own units, (k,) or (T, k)."""
    target = problem.probe.target
    if problem.kind == "classes":
        return np.asarray(target.reshape(-1), np.float64)
    return np.asarray(in_units(problem, target, problem.probe.x)[..., 0], np.float64)
