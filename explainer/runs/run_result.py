"""The result of a run that was trained to its end: metric and curve of each seed, and the last weights."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.own_data import OwnData
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Order, ProbeRecord, Snapshot, Update

if TYPE_CHECKING:
    from explainer.training.loop import Loop

Numbers = NDArray[np.float64]
EVERY = 25  # updates between two points of a curve


@dataclass(frozen=True, eq=False)
class RunResult:
    """A run's recipe, why it ended (a key of REASONS), after how many updates, and the metric of each seed, (S,).

    `metric` is of the whole test set. `curve` (K, S) is the same on a part of it, after each of the updates `steps`
    (K,). `losses` and `norms` (U, S) are those of every update, before clipping. `seconds` are CPU seconds of training.
    `weights` are the last, by name, each (S, ...), as in a Snapshot. `solved_at` and `solved_metric`, (S,) each, are
    those of the last record, Ended.
    """

    recipe: Recipe
    reason: str
    step: int
    metric: Numbers
    steps: NDArray[np.int64]
    curve: Numbers
    losses: Numbers
    norms: Numbers
    seconds: float
    weights: Mapping[str, NDArray[Any]] = field(repr=False)
    solved_at: NDArray[np.int64] | None = None
    solved_metric: Numbers | None = None


def train_recipe(recipe: Recipe, data: OwnData | None = None, every: int = EVERY) -> RunResult:
    """Train a recipe to its end in this process; its curve has a point after each `every` updates.

    Raises RecipeError or TaskError for a recipe that cannot be trained.
    """
    from explainer.training.loop import train  # imports torch: whoever only reads results does not need it

    begun = time.process_time()
    loop = train(recipe, data)
    next(loop)
    updates, points = [], [_probe(loop)]
    while not isinstance(record := next(loop), Ended):
        assert isinstance(record, Update)
        updates.append(record)
        if record.step % every == 0:
            points.append(_probe(loop))
    snapshot = loop.send(Order("snapshot"))
    assert isinstance(snapshot, Snapshot)
    return RunResult(
        recipe, record.reason, record.step, record.metric,
        np.array([one.step for one in points]), np.array([one.metric for one in points]),
        np.array([one.loss for one in updates]), np.array([one.norm for one in updates]),
        time.process_time() - begun, snapshot.weights, record.solved_at, record.solved_metric,
    )  # fmt: skip


def _probe(loop: "Loop") -> ProbeRecord:
    record = loop.send(Order("probe"))
    assert isinstance(record, ProbeRecord)
    return record
