"""The result of a run that the run service has stored, in the form of one that was trained in this process."""

import json
from collections.abc import Sequence

import numpy as np

from explainer.runs.limits import RunError, no_weights_yet
from explainer.runs.run_result import Numbers, RunResult
from explainer.runs.service import RunService


def stored_result(service: RunService, run: str) -> RunResult:
    """Return metric, curve, losses, norms and last weights of a run; numbers of metric and curve have six digits.

    The points of its curve are those at which the run was evaluated while it trained, a few a second, and a metric that
    is not finite is NaN. Raises RunError where there is no such run, or no weights of it.
    """
    row, store = service.row(run), service.registry.store(run)
    steps, seeds = service.steps(run), row.recipe.seeds
    if not steps:
        raise RunError(no_weights_yet(run))
    chunks = store.chunks(run)
    updates = np.concatenate([one.numbers for one in chunks]) if chunks else np.empty((0, 1 + 2 * seeds))
    summaries = [json.loads(text) for _, text in store.probe_summaries(run)]
    return RunResult(
        row.recipe, row.reason, row.step, _numbers(row.metric),
        np.array([one["step"] for one in summaries], np.int64),
        np.array([_numbers(one["metric"]) for one in summaries]).reshape(-1, seeds),
        updates[:, 1 : 1 + seeds].astype(np.float64), updates[:, 1 + seeds :].astype(np.float64),
        row.seconds, service.weights(run, steps[-1]),
    )  # fmt: skip


def _numbers(metric: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if one is None else one for one in metric], np.float64)
