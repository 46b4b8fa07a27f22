"""The opening: runs of this server and shipped ones by their names, and their weights of any moment that was kept."""

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.cells.program import lower
from explainer.numerics.setup import cell_of
from explainer.runs.checkpoint import Trained, trained
from explainer.runs.limits import RunError
from explainer.runs.service import desk
from explainer.runs.shipped import names, shipped
from explainer.tasks.catalogue import TASKS, made
from explainer.tasks.problem import Problem, Series, TaskError
from explainer.torch_models.weights import Arrays, Sizes, WeightsError
from explainer.training.recipe import Recipe

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_OPEN, MOST_PROBLEMS = 64, 16
FIRST = "recall-lstm"


class OpenError(ValueError):
    """A run, or a moment of it, that cannot be opened; the message says what would be right."""


def recipe_of(run: str) -> Recipe:
    """Return a run's recipe; raises OpenError."""
    if run in names():
        return shipped(run).recipe
    try:
        return desk().row(run).recipe
    except RunError as error:
        raise OpenError(str(error)) from None


def moments(run: str) -> tuple[int, ...]:
    """Return the training steps at which a run's weights were kept, in order; raises OpenError for none at all."""
    if run in names():
        return shipped(run).steps
    recipe_of(run)
    steps = tuple(desk().steps(run))
    if not steps:
        raise OpenError(f"Of the run “{run[:20]}” no weights have been kept yet; wait for its first moment.")
    return steps


def nearest(run: str, at: int | None) -> int:
    """Return the moment nearest to a training step, the last one where none is asked for; raises OpenError."""
    steps = moments(run)
    return steps[-1] if at is None else min(steps, key=lambda step: abs(step - at))


def problem_of(run: str) -> Problem:
    """Return what a run is trained on; raises OpenError."""
    return _problem(run)


def open_at(run: str, at: int, of: int = 1) -> Trained:
    """Return one seed's weights, `of` from 1, at a moment; raises OpenError."""
    recipe_of(run)
    hand = () if run in names() else desk().row(run).hand  # a rate set by hand makes other weights of the same step
    try:
        return _open(run, at, of, hand)
    except (WeightsError, RunError) as error:
        raise OpenError(str(error)) from None


def siblings(run: str) -> dict[str, str]:
    """Return shipped runs of other cells on the very task of a run: their names by cell."""
    recipe = recipe_of(run)
    same = [name for name in names() if name.partition("-")[0] == recipe.task and _like(recipe, shipped(name).recipe)]
    return {shipped(name).recipe.cell: name for name in same if shipped(name).recipe.cell != recipe.cell}


def problem_for(recipe: Recipe, numbers: NDArray[np.float64] | None = None) -> Problem:
    """Return what a recipe is trained on, with the visitor's series (rows, columns) where it reads one."""
    columns = () if numbers is None else tuple(f"column {k + 1}" for k in range(numbers.shape[1]))
    return made(recipe.task, recipe.settings, None if numbers is None else Series(columns, numbers))


def taken(run: str, at: int, of: int, recipe: Recipe, problem: Problem, arrays: Arrays) -> Trained:
    """Return one seed's weights, `of` from 1, out of all of a recipe; raises OpenError and WeightsError."""
    if not 1 <= of <= recipe.seeds:
        raise OpenError(f"The run has {recipe.seeds} start{'' if recipe.seeds == 1 else 's'}; there is no {of}.")
    program = lower(cell_of(recipe.cell, recipe.text))
    sizes = Sizes(problem.n, recipe.m, problem.k, recipe.layers, recipe.seeds)
    found = trained(run, at, of, title(recipe), recipe.text, problem, program, arrays, sizes)
    return replace(found, zoneout=recipe.zoneout)


def title(recipe: Recipe) -> str:
    """Return the title of a recipe's task."""
    return TASKS[recipe.task].title if recipe.task in TASKS else recipe.task


def _like(one: Recipe, other: Recipe) -> bool:
    return _settings(one) == _settings(other)


def _settings(recipe: Recipe) -> dict[str, int | float | str]:
    knobs = {key: knob.begin for key, knob in TASKS[recipe.task].knobs.items()}
    return knobs | dict(recipe.settings)


@lru_cache(maxsize=MOST_PROBLEMS)
def _problem(run: str) -> Problem:
    recipe = recipe_of(run)
    try:
        return problem_for(recipe, None if run in names() else desk().series(run))
    except (TaskError, RunError) as error:
        raise OpenError(str(error)) from None


@lru_cache(maxsize=MOST_OPEN)
def _open(run: str, at: int, of: int, hand: tuple[tuple[int, float], ...]) -> Trained:
    return taken(run, at, of, recipe_of(run), problem_of(run), _arrays(run, at))


def _arrays(run: str, at: int) -> Arrays:
    if run not in names():
        return desk().weights(run, at)
    kept = shipped(run).moments
    if at not in kept:
        raise WeightsError(f"The weights of step {at} were not kept; there are those of {', '.join(map(str, kept))}.")
    return kept[at]
