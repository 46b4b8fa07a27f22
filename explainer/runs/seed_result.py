"""The result of one seed of a recipe, which is the same whether the seed was trained alone or beside others."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.metrics import is_solved
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe, recipe_from_json, recipe_to_json

Points = tuple[tuple[int, float], ...]
MAX_POINTS = 60  # of a curve
MAX_WRITTEN = 50_000  # characters of a result as JSON
REASONS = ("done", "solved", "stopped", "nan")


@dataclass(frozen=True)
class SeedResult:
    """How one seed of a recipe ended: `reason` is a key of REASONS, `step` counts its updates until then.

    `metric` is that of the whole test set, to six digits, None where it is not a finite number, and `solved` whether
    it solves the task. Evaluated every 50 updates, the task was solved after `solved_at` updates; None where it was
    not, or where the recipe's `early` is off. `losses` and `scores` are points (update, number) of the curves, the
    latter of the metric on a part of the test set. `seconds` are those of training, shared out evenly among the seeds
    that were trained at once.
    """

    recipe: Recipe
    reason: str
    step: int
    metric: float | None
    solved: bool
    solved_at: int | None = None
    losses: Points = ()
    scores: Points = ()
    seconds: float = 0.0

    @property
    def seed(self) -> int:
        """Its random seed."""
        return self.recipe.seed


@dataclass(frozen=True, eq=False)
class JobOutcome:
    """What is known of a job that has ended: arrays with one number for each of its S seeds, and its curves.

    `losses` (U, S) are those of every update, `scores` (K, S) the metric on a part of the test set after the updates
    `steps` (K,). `solved_at` and `solved_metric` are None where the job could not end early.
    """

    reason: str
    step: int
    metric: Sequence[float | None]
    losses: NDArray[Any]
    steps: Sequence[int]
    scores: NDArray[Any]
    seconds: float
    solved_at: Sequence[int] | None = None
    solved_metric: Sequence[float | None] | None = None


def seed_result(recipe: Recipe, problem: Problem, outcome: JobOutcome, index: int) -> SeedResult:
    """Return the result of the seed number `index`, from 0, of a job; `recipe` is that of the seed alone.

    A seed that has solved its task goes on beside the others: what counts is where it would have ended alone. The
    same holds for one whose loss is no finite number any more.
    """
    metric, reason, step, solved_at = _rounded(outcome.metric[index]), outcome.reason, outcome.step, None
    lost = np.flatnonzero(~np.isfinite(outcome.losses[:, index]))
    if outcome.solved_at is not None and outcome.solved_metric is not None and outcome.solved_at[index]:
        step = solved_at = int(outcome.solved_at[index])
        metric, reason = _rounded(outcome.solved_metric[index]), "solved"
    elif len(lost):
        metric, reason, step = None, "nan", int(lost[0]) + 1
    losses = [(k + 1, float(one)) for k, one in enumerate(outcome.losses[:step, index])]
    scores = [(int(k), float(one)) for k, one in zip(outcome.steps, outcome.scores[:, index], strict=True) if k <= step]
    solved = metric is not None and is_solved(problem, metric)
    seconds = float(f"{outcome.seconds / len(outcome.metric):.4g}")
    return SeedResult(recipe, reason, step, metric, solved, solved_at, _points(losses), _points(scores), seconds)


def to_json(result: SeedResult) -> str:
    """Return a result as JSON, its recipe included."""
    values = asdict(result) | {"recipe": json.loads(recipe_to_json(result.recipe))}
    return json.dumps(values, sort_keys=True, allow_nan=False)


def from_json(text: str) -> SeedResult:
    """Return a result from JSON; raises ValueError for what is none."""
    if len(text) > MAX_WRITTEN:
        raise ValueError("too long")
    values = json.loads(text)
    recipe = recipe_from_json(json.dumps(values["recipe"]))
    curves = {name: tuple((int(k), float(one)) for k, one in values[name]) for name in ("losses", "scores")}
    result = SeedResult(**{**values, "recipe": recipe, **curves})
    numbers = [result.step, result.seconds, result.metric or 0.0, result.solved_at or 0]
    if result.reason not in REASONS or not all(isinstance(one, int | float) for one in numbers):
        raise ValueError("not a result")
    return result


def _rounded(value: float | None) -> float | None:
    return float(f"{value:.6g}") if value is not None and math.isfinite(value) else None


def _points(curve: Sequence[tuple[int, float]]) -> Points:
    """Return at most MAX_POINTS of a curve, evenly spaced, with the first and the last, and finite numbers alone."""
    finite = [(step, float(f"{value:.4g}")) for step, value in curve if math.isfinite(value)]
    if len(finite) <= MAX_POINTS:
        return tuple(finite)
    return tuple(finite[k] for k in np.linspace(0, len(finite) - 1, MAX_POINTS).round().astype(int))
