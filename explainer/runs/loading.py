"""Loading checkpoints by name, of runs of this server and of shipped ones."""

from dataclasses import replace
from functools import lru_cache

from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.runs.checkpoint import Checkpoint, make_checkpoint
from explainer.runs.limits import RunError, no_weights_yet, weights_missing
from explainer.runs.service import run_service
from explainer.runs.shipped import shipped_names, shipped_run
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Problem, TaskError
from explainer.torch_models.weights import Arrays, Sizes, WeightsError
from explainer.training.recipe import Recipe

MAX_CHECKPOINTS, MAX_PROBLEMS = 64, 16
DEFAULT_RUN = "recall-lstm"


class CheckpointError(ValueError):
    """A run or checkpoint that cannot be loaded; the message says what would be right."""


def recipe_of(run: str) -> Recipe:
    """Return a run's recipe; raises CheckpointError."""
    if run in shipped_names():
        return shipped_run(run).recipe
    try:
        return run_service().row(run).recipe
    except RunError as error:
        raise CheckpointError(str(error)) from None


def checkpoint_steps(run: str) -> tuple[int, ...]:
    """Return the steps whose weights are stored, in order; raises CheckpointError where there are none."""
    if run in shipped_names():
        return shipped_run(run).steps
    recipe_of(run)
    steps = tuple(run_service().steps(run))
    if not steps:
        raise CheckpointError(no_weights_yet(run))
    return steps


def nearest_step(run: str, step: int | None) -> int:
    """Return the checkpoint step nearest to a step, the last one for None; raises CheckpointError."""
    steps = checkpoint_steps(run)
    return steps[-1] if step is None else min(steps, key=lambda one: abs(one - step))


def problem_of(run: str) -> Problem:
    """Return the problem of a run; raises CheckpointError."""
    return _load_problem(run)


def load_checkpoint(run: str, step: int, seed_number: int = 1) -> Checkpoint:
    """Return the checkpoint of a step and a seed, counted from 1; raises CheckpointError."""
    recipe_of(run)
    # part of the cache's key: after a rewind, rates set by hand lead to other weights at the same step
    manual_rates = () if run in shipped_names() else run_service().row(run).manual_rates
    try:
        return _load_checkpoint(run, step, seed_number, manual_rates)
    except (WeightsError, RunError) as error:
        raise CheckpointError(str(error)) from None


def same_task_runs(run: str) -> dict[str, str]:
    """Return the names of shipped runs of other cells on the same task with the same settings, by cell."""
    recipe = recipe_of(run)
    names = [name for name in shipped_names() if name.partition("-")[0] == recipe.task]
    others = {name: shipped_run(name).recipe for name in names}
    return {other.cell: name for name, other in others.items()
            if other.cell != recipe.cell and _settings(other) == _settings(recipe)}  # fmt: skip


def recipe_problem(recipe: Recipe, data: OwnData | None = None) -> Problem:
    """Return the problem of a recipe, with the visitor's series or text where it reads one."""
    return make_problem(recipe.task, recipe.settings, data)


def checkpoint_from_arrays(run: str, step: int, seed_number: int, recipe: Recipe, problem: Problem,
                           arrays: Arrays) -> Checkpoint:  # fmt: skip
    """Return one seed's checkpoint from the arrays of all seeds; raises CheckpointError and WeightsError."""
    if not 1 <= seed_number <= recipe.seeds:
        count = f"{recipe.seeds} seed{'' if recipe.seeds == 1 else 's'}"
        raise CheckpointError(f"The run has {count}; there is no seed number {seed_number}.")
    program = lower(cell_of(recipe.cell, recipe.text))
    sizes = Sizes(
        problem.n,
        recipe.m,
        problem.k,
        recipe.layers,
        recipe.seeds,
        recipe.embedding if problem.tokens else 0,
        len(problem.pairs.source_symbols) if problem.pairs else 0,
    )
    found = make_checkpoint(run, step, seed_number, task_title(recipe), recipe.text, problem, program, arrays, sizes)
    return replace(found, zoneout=recipe.zoneout)


def task_title(recipe: Recipe) -> str:
    """Return the title of a recipe's task."""
    return TASKS[recipe.task].title if recipe.task in TASKS else recipe.task


def _settings(recipe: Recipe) -> dict[str, int | float | str]:
    defaults = {key: setting.default for key, setting in TASKS[recipe.task].settings.items()}
    return defaults | dict(recipe.settings)


@lru_cache(maxsize=MAX_PROBLEMS)
def _load_problem(run: str) -> Problem:
    recipe = recipe_of(run)
    try:
        return recipe_problem(recipe, None if run in shipped_names() else run_service().own_data(run))
    except (TaskError, RunError) as error:
        raise CheckpointError(str(error)) from None


@lru_cache(maxsize=MAX_CHECKPOINTS)
def _load_checkpoint(run: str, step: int, seed_number: int, manual_rates: tuple[tuple[int, float], ...]) -> Checkpoint:
    return checkpoint_from_arrays(run, step, seed_number, recipe_of(run), problem_of(run), _arrays(run, step))


def _arrays(run: str, step: int) -> Arrays:
    if run not in shipped_names():
        return run_service().weights(run, step)
    checkpoints = shipped_run(run).checkpoints
    if step not in checkpoints:
        raise WeightsError(weights_missing(step, checkpoints))
    return checkpoints[step]
