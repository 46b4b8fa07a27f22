"""The result of a run that the run service has stored, in the form of one that was trained in this process."""

import numpy as np

from explainer.runs.limits import RunError, no_weights_yet
from explainer.runs.run_result import RunResult
from explainer.runs.service import RunService
from explainer.runs.stored_curves import stored_curves


def stored_result(service: RunService, run: str) -> RunResult:
    """Return metric, curve, losses, norms and last weights of a run; numbers of metric and curve have six digits.

    The points of its curve are those at which the run was evaluated while it trained, a few a second, and a metric that
    is not finite is NaN. Raises RunError where there is no such run, or no weights of it.
    """
    row, steps = service.row(run), service.steps(run)
    if not steps:
        raise RunError(no_weights_yet(run))
    curves = stored_curves(service, row)
    return RunResult(
        row.recipe, row.reason, row.step, np.array(row.metric, np.float64), curves.steps, curves.scores,
        curves.losses, curves.norms, row.seconds, service.weights(run, steps[-1]),
    )  # fmt: skip
