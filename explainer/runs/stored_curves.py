"""The curves of a run as the store has them: losses and norms of every update, and the scores on the way."""

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.runs.row import Row
from explainer.runs.service import RunService

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StoredCurves:
    """Losses and gradient norms, (U, S), and the metric on a part of the test set (K, S) after the updates `steps`.

    A metric that is not finite is NaN.
    """

    losses: Numbers
    norms: Numbers
    steps: NDArray[np.int64]
    scores: Numbers


def stored_curves(service: RunService, row: Row) -> StoredCurves:
    """Return the curves of a run; empty where nothing of it is stored."""
    store, seeds = service.registry.store(row.id), row.recipe.seeds
    chunks = [chunk.numbers for chunk in store.chunks(row.id)]
    updates = np.concatenate(chunks) if chunks else np.empty((0, 1 + 2 * seeds))
    summaries = [json.loads(text) for _, text in store.probe_summaries(row.id)]
    return StoredCurves(
        updates[:, 1 : 1 + seeds].astype(np.float64), updates[:, 1 + seeds :].astype(np.float64),
        np.array([one["step"] for one in summaries], np.int64),
        np.array([one["metric"] for one in summaries], np.float64).reshape(-1, seeds),
    )  # fmt: skip
