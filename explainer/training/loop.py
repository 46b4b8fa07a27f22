"""The training loop: a generator of records that takes orders between two updates."""

from collections.abc import Callable, Generator
from functools import partial

import torch

from explainer.tasks.catalogue import make_problem
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import can_write
from explainer.training.device import held_memory, name_of
from explainer.training.device_error import call_on_device
from explainer.training.ending import ending_sentence
from explainer.training.evaluation import evaluate
from explainer.training.precision import used_precision
from explainer.training.probe_record import record_probe
from explainer.training.recipe import Recipe, checked
from explainer.training.records import DeviceUse, Ended, Order, Record, SavedState, Snapshot, Started
from explainer.training.resuming import Arrays, to_arrays
from explainer.training.sampling import write_sample
from explainer.training.state import TrainingState, advance, check_losses, new_state, resume_state, save_state

Loop = Generator[Record, Order | None, None]


def train(recipe: Recipe, data: OwnData | None = None, saved: Arrays | None = None) -> Loop:
    """Train a recipe; `saved` are the arrays of a SavedState from which the run is resumed.

    `data` is the visitor's own series or text, for a task that reads one.
    Send None for the next update, or an Order. Raises RecipeError or TaskError at once, before the first record, for
    a recipe that cannot be trained.
    """
    recipe = checked(recipe)
    return train_on(recipe, make_problem(recipe.task, recipe.settings, data), saved)


def train_on(recipe: Recipe, problem: Problem, saved: Arrays | None = None, dtype: torch.dtype = torch.float32) -> Loop:
    """Train a recipe on a problem that is already made."""
    return _loop(_records(call_on_device(lambda: _first_state(recipe, problem, saved, dtype), recipe, problem), dtype),
                 recipe, problem)  # fmt: skip


def _first_state(recipe: Recipe, problem: Problem, saved: Arrays | None, dtype: torch.dtype) -> TrainingState:
    state = new_state(recipe, problem, dtype)
    if saved is not None:
        resume_state(state, saved)
    return state


def _loop(records: Loop, recipe: Recipe, problem: Problem) -> Loop:
    """Pass records on; where the device fails, raise DeviceFullError or DeviceLostError once the run is dropped."""
    order: Order | None = None
    while True:
        try:
            record = call_on_device(partial(records.send, order), recipe, problem)
        except StopIteration:
            return
        order = yield record


def _records(state: TrainingState, dtype: torch.dtype) -> Loop:
    record: Record = _started(state)
    ended = False  # orders that come after the end are answered too
    while True:
        order = yield record
        if order is not None and order.name == "rewind":
            state, ended = new_state(state.learner.recipe, state.learner.problem, dtype), False
            record = _started(state)
        elif order is not None and order.name in RESPONSES:
            record = RESPONSES[order.name](state, order)
        elif ended:
            return
        elif state.reason:
            record, ended = _ended(state), True
        else:
            state.rate = order.value if order is not None else state.rate
            record = advance(state)


def _started(state: TrainingState) -> Started:
    learner, problem = state.learner, state.learner.problem
    tokens = problem.all_steps * learner.recipe.batch
    return Started(
        learner.parameter_count, tokens, str(learner.device), problem.baseline, problem.solved, problem.metric,
        state.step, can_write(problem), state.epoch.updates if state.epoch else 0, learner.engine.engine,
        *name_of(learner.device),
    )  # fmt: skip


def _probe(state: TrainingState, order: Order) -> Record:
    return record_probe(state.learner, state.step)


def _sample(state: TrainingState, order: Order) -> Record:
    return write_sample(state.learner, state.step, order.prompt)


def _snapshot(state: TrainingState, order: Order) -> Record:
    return Snapshot(state.step, to_arrays("", state.learner.params))


def _state(state: TrainingState, order: Order) -> Record:
    return SavedState(state.step, save_state(state))


def _device(state: TrainingState, order: Order) -> Record:
    learner = state.learner
    choice = learner.engine
    precision = used_precision(learner.recipe, choice)
    return DeviceUse(choice.engine, choice.reason, precision, held_memory(learner.device))


def _ended(state: TrainingState) -> Ended:
    check_losses(state)
    metric, early = evaluate(state.learner, None).metric, state.learner.recipe.early
    solved = (state.progress.solved_at, state.progress.solved_metric) if early else ()
    return Ended(state.step, state.reason, ending_sentence(state, metric), metric, *solved)


RESPONSES: dict[str, Callable[[TrainingState, Order], Record]] = {
    "probe": _probe, "sample": _sample, "snapshot": _snapshot, "state": _state, "device": _device,
}  # fmt: skip
