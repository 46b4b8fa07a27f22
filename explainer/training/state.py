"""A run as it goes: one update after the other, what it goes on from, and when it is over."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainer.tasks.metrics import is_solved
from explainer.tasks.problem import Problem
from explainer.training.deferred import Waiting, fetched
from explainer.training.evaluation import judge
from explainer.training.learner import Learner, learner
from explainer.training.progress import Watch
from explainer.training.recipe import Recipe
from explainer.training.records import Numbers, Update
from explainer.training.resuming import Arrays, fitting, restore, saved
from explainer.training.schedules import factor
from explainer.training.update import update

EVERY = 50  # updates between two looks at the test set, where the recipe may end early
MOST_WAITING = 32  # updates whose numbers stay on the device before a loss that is none is noticed


@dataclass(eq=False)
class Going:
    """A run after k updates: its learner, the rate as it was last set, and why it is to end ("" while it goes on)."""

    learner: Learner
    watch: Watch
    rate: float
    k: int = 0
    reason: str = ""
    waiting: Waiting = field(default_factory=Waiting)
    unseen: list[Update] = field(default_factory=list)


def begin(recipe: Recipe, problem: Problem, dtype: torch.dtype) -> Going:
    """Begin a recipe at its start: the same start each time."""
    return Going(learner(recipe, problem, dtype), Watch(recipe.seeds), recipe.rate)


def advance(going: Going) -> Update:
    """Make the next update and see whether it was the last."""
    recipe = going.learner.recipe
    going.k += 1
    rate = going.rate * factor(recipe.schedule, going.k, recipe.updates)
    made = _record(going, update(going.learner, going.k, rate), rate)
    going.unseen.append(made)
    if is_near(going.learner) or len(going.unseen) == MOST_WAITING:
        see(going)
    if going.k % EVERY == 0 and (recipe.early or recipe.patience):
        _judge(going)
    if going.k == recipe.updates:
        see(going)
        going.reason = going.reason or "done"
    return made


def see(going: Going) -> None:
    """Take note of the losses that have not been looked at."""
    for made in going.unseen:
        going.watch.see(made.step, np.asarray(made.loss))
    going.unseen.clear()
    if not going.watch.alive.any():
        going.reason = "nan"


def is_near(learner: Learner) -> bool:
    """Tell whether numbers can be read where they are, so that nothing is waited for."""
    return learner.device.type == "cpu"


def _record(going: Going, told: Tensor, rate: float) -> Update:
    """Return the record of an update; elsewhere than on the processor its numbers are left where they are."""
    if is_near(going.learner):
        loss, norm = fetched(told)
    else:
        loss, norm = cast(list[Numbers], going.waiting.add(told))
    return Update(going.k, loss, norm, rate)


def _judge(going: Going) -> None:
    """See whether every seed has solved the task, first on a part of the test set, or none becomes better."""
    recipe, judged = going.learner.recipe, judge(going.learner)
    if recipe.early and _solved(going, judged.metric) and _solved(going, judge(going.learner, None).metric):
        going.reason = "solved"
    going.watch.compare(going.k, judged.loss)
    if recipe.patience and going.k - going.watch.since >= recipe.patience:
        going.reason = going.reason or "stopped"


def _solved(going: Going, metric: Numbers) -> bool:
    return all(is_solved(going.learner.problem, value) for value in metric)


def state(going: Going) -> dict[str, NDArray[Any]]:
    """Return all that a run goes on from."""
    see(going)
    watch = going.watch
    return saved(going.learner) | {
        "run.step": np.array([going.k, watch.since]),
        "run.rate": np.array([going.rate]),
        "run.lost": watch.lost,
        "run.best": watch.best,
    }


def go_on(going: Going, found: Arrays) -> None:
    """Go on from what was saved; raises RecipeError where it does not fit the recipe."""
    seeds = (going.learner.recipe.seeds,)
    lost, best = fitting(found, "run.lost", seeds), fitting(found, "run.best", seeds)
    step, rate = fitting(found, "run.step", (2,)), fitting(found, "run.rate", (1,))
    restore(going.learner, found)
    going.k, going.watch.since, going.rate = int(step[0]), int(step[1]), float(rate[0])
    going.watch.lost, going.watch.best = lost.astype(np.int64), best.astype(np.float64)
    if going.k >= going.learner.recipe.updates:
        going.reason = "done"
