"""The state of a training run: making updates, saving and resuming, and deciding when to stop."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainer.tasks.metrics import is_solved
from explainer.tasks.problem import Problem
from explainer.training.deferred import DeferredMetrics, to_numpy
from explainer.training.domain import has_domain, outside_in_update
from explainer.training.epoch_loss import EpochLoss
from explainer.training.evaluation import evaluate
from explainer.training.learner import Learner, make_learner, with_copied_weights
from explainer.training.progress import Progress
from explainer.training.recipe import Recipe
from explainer.training.records import Numbers, Update
from explainer.training.resuming import Arrays, checked_array, restore_learner, save_learner
from explainer.training.schedules import factor
from explainer.training.update import update

EVALUATION_INTERVAL = 50  # updates between two evaluations on the test set, where the recipe may end early
MAX_DEFERRED = 32  # updates whose metrics may stay on the device before their losses are checked


@dataclass(eq=False)
class TrainingState:
    """A run after k updates: learner, learning rate as last set, and why it has to end ("" while it goes on).

    `epoch` has the mean loss of the last epoch, where the problem is a text; `outside` is the sentence about the first
    operation that was given a number for which it has no value.
    """

    learner: Learner
    progress: Progress
    rate: float
    epoch: EpochLoss | None = None
    step: int = 0
    reason: str = ""
    deferred: DeferredMetrics = field(default_factory=DeferredMetrics)
    unchecked: list[Update] = field(default_factory=list)
    outside: str = ""


def new_state(recipe: Recipe, problem: Problem, dtype: torch.dtype) -> TrainingState:
    """Return the state before the first update: the same each time for a recipe."""
    epoch = EpochLoss(problem.split.updates_per_epoch(recipe.batch)) if problem.split else None
    return TrainingState(make_learner(recipe, problem, dtype), Progress(recipe.seeds), recipe.rate, epoch)


def advance(state: TrainingState) -> Update:
    """Make the next update, and set `reason` if it was the last."""
    recipe = state.learner.recipe
    state.step += 1
    rate = state.rate * factor(recipe.schedule, state.step, recipe.updates)
    is_checked = not state.outside and has_domain(state.learner.network.program)
    before = with_copied_weights(state.learner) if is_checked else None
    record = _record(state, update(state.learner, state.step, rate), rate)
    state.outside = state.outside or (outside_sentence(before, record) if before else "")
    state.unchecked.append(record)
    if is_on_cpu(state.learner) or len(state.unchecked) == MAX_DEFERRED:
        check_losses(state)
    if evaluates_after(state):
        _check_early_ending(state)
    if state.step == recipe.updates:
        check_losses(state)
        state.reason = state.reason or "done"
    return record


def outside_sentence(before: Learner, record: Update) -> str:
    """Say which operation of an update had no value; empty where loss and gradients of all seeds are finite."""
    lost = np.flatnonzero(~np.isfinite(np.asarray(record.loss) + np.asarray(record.norm)))
    found = outside_in_update(before, record.step, int(lost[0])) if len(lost) else None
    return f"In update {record.step:,}, a{str(found)[1:]}" if found else ""


def evaluates_after(state: TrainingState) -> bool:
    """Return whether the test set is evaluated after the last update, because the recipe may end early."""
    recipe = state.learner.recipe
    return state.step % EVALUATION_INTERVAL == 0 and bool(recipe.early or recipe.patience)


def check_losses(state: TrainingState) -> None:
    """Check the losses of all updates since the last check; a run without a finite loss ends."""
    for record in state.unchecked:
        state.progress.note_losses(record.step, np.asarray(record.loss))
        if state.epoch:
            state.epoch.add(record.step, record.loss)
    state.unchecked.clear()
    if not state.progress.has_finite_loss.any():
        state.reason = "nan"


def is_on_cpu(learner: Learner) -> bool:
    """Return whether the learner is on the CPU, where reading a number costs no transfer."""
    return learner.device.type == "cpu"


def _record(state: TrainingState, metrics: Tensor, rate: float) -> Update:
    """Return the record of an update; on a GPU its metrics stay on the device until they are read."""
    if is_on_cpu(state.learner):
        loss, norm = to_numpy(metrics)
    else:
        loss, norm = cast(list[Numbers], state.deferred.add(metrics))
    return Update(state.step, loss, norm, rate)


def _check_early_ending(state: TrainingState) -> None:
    """End the run if every seed has solved the task (checked on a part of the test set first) or patience ran out."""
    recipe, evaluation = state.learner.recipe, evaluate(state.learner)
    if recipe.early and _are_solved(state, evaluation.metric):
        state.reason = "solved"
    state.progress.note_test_losses(state.step, evaluation.loss)
    if recipe.patience and state.step - state.progress.last_improvement >= recipe.patience:
        state.reason = state.reason or "stopped"


def _are_solved(state: TrainingState, quick: Numbers) -> bool:
    """Return whether every seed has solved the whole test set, and note which have done so for the first time.

    The whole set is evaluated only where `quick`, (S,), the metric on a part of it, makes it worth while.
    """
    likely, progress = _solved(state, quick), state.progress
    if not likely.all() and not (likely & (progress.solved_at == 0)).any():
        return False
    metric = evaluate(state.learner, None).metric
    solved = _solved(state, metric)
    progress.note_solved(state.step, solved & likely, metric)
    return bool((solved & likely).all())


def _solved(state: TrainingState, metric: Numbers) -> NDArray[np.bool_]:
    return np.array([is_solved(state.learner.problem, value) for value in metric])


def save_state(state: TrainingState) -> dict[str, NDArray[Any]]:
    """Return everything needed to resume the run, as arrays by name."""
    check_losses(state)
    progress = state.progress
    epoch = {"run.epoch": state.epoch.to_array(progress.seeds)} if state.epoch else {}
    return (
        save_learner(state.learner)
        | epoch
        | {
            "run.step": np.array([state.step, progress.last_improvement]),
            "run.rate": np.array([state.rate]),
            "run.lost": progress.lost_at,
            "run.best": progress.best_loss,
            "run.solved": progress.solved_at,
            "run.solved_metric": progress.solved_metric,
        }
    )


def resume_state(state: TrainingState, saved: Arrays) -> None:
    """Restore a saved state; raises RecipeError where it does not fit the recipe."""
    seeds = (state.learner.recipe.seeds,)
    lost, best = checked_array(saved, "run.lost", seeds), checked_array(saved, "run.best", seeds)
    step, rate = checked_array(saved, "run.step", (2,)), checked_array(saved, "run.rate", (1,))
    restore_learner(state.learner, saved)
    state.step, state.progress.last_improvement, state.rate = int(step[0]), int(step[1]), float(rate[0])
    state.progress.lost_at, state.progress.best_loss = lost.astype(np.int64), best.astype(np.float64)
    if "run.solved" in saved:  # a run of an earlier version has none
        state.progress.solved_at = checked_array(saved, "run.solved", seeds).astype(np.int64)
        state.progress.solved_metric = checked_array(saved, "run.solved_metric", seeds).astype(np.float64)
    if state.epoch and "run.epoch" in saved:
        state.epoch.restore(checked_array(saved, "run.epoch", (len(saved["run.epoch"]), *seeds)))
    check_losses(state)
    if state.step and evaluates_after(state):
        _check_early_ending(state)  # the run may have ended with this update
    if state.step >= state.learner.recipe.updates:
        state.reason = state.reason or "done"
