"""The plan of a sweep: every combination of the varied fields as a recipe, and seeds of one recipe joined into jobs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, product
from typing import Any

from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.problem import TaskError
from explainer.training.limits import max_step_size, shorten
from explainer.training.recipe import FIELD_NAMES, Recipe, checked, recipe_to_json

MAX_RUNS, MAX_FIELDS = 4096, 6
MOST_SEEDS = 8
"""Seeds in one job. Of GRU, LSTM and RNN with 16 units on recall, eight at once took a third of the time of eight one
after the other at a gap of 20, and half to two thirds of it at 80; sixteen took hardly less for each, and would wait
longer for the slowest."""
SETTINGS = "settings."
NOT_VARIED = ("settings", "seeds", "own_batches")


class SweepError(ValueError):
    """A sweep that cannot be trained; the message quotes what is wrong and says what would be right."""


def expand(recipe: Recipe, over: Mapping[str, Iterable[Any]]) -> tuple[Recipe, ...]:
    """Return a recipe for each combination of values and each seed, in the order of `over`; every one has one seed.

    Keys are fields of a recipe, or "settings.gap" for a setting of the task. Where "seed" is not among them, the seeds
    are those of the recipe. Raises SweepError, RecipeError or TaskError.
    """
    values = {name: _values(name, each) for name, each in _checked_over(recipe, over).items()}
    count = math.prod(map(len, values.values()))
    if count > MAX_RUNS:
        raise SweepError(f"The sweep has {count:,} runs; {MAX_RUNS:,} is the most, so give fewer values or seeds.")
    combinations = (dict(zip(values, one, strict=True)) for one in product(*values.values()))
    recipes = {recipe_to_json(one): one for one in (_changed(recipe, values) for values in combinations)}
    for one in recipes.values():
        _check_problem(one.task, tuple(sorted(one.settings.items())))
    return tuple(recipes.values())


def join(recipes: Iterable[Recipe], most: int = MOST_SEEDS) -> tuple[Recipe, ...]:
    """Join recipes that differ in their seed alone: consecutive seeds, up to `most`, become one job.

    A job is a recipe with `seeds` seeds, each of which has its own batches, so that it learns what it would alone.
    """
    by_recipe: dict[str, list[Recipe]] = {}
    for one in recipes:
        by_recipe.setdefault(recipe_to_json(replace(one, seed=0)), []).append(one)
    return tuple(job for group in by_recipe.values() for job in _jobs(group, most))


def split(job: Recipe) -> tuple[Recipe, ...]:
    """Return the recipes of a job's seeds; the inverse of `join`."""
    return tuple(replace(job, seed=job.seed + k, seeds=1, own_batches=False) for k in range(job.seeds))


def can_join(recipe: Recipe) -> bool:
    """Return whether seeds of a recipe learn the same at once as alone.

    They do not where noise is drawn for all of them, where a run ends once none of them improves, and where sequences
    differ in length.
    """
    if recipe.patience or recipe.dropout or recipe.zoneout:
        return False
    return _has_equal_batches(recipe.task, tuple(sorted(recipe.settings.items())))


def _jobs(group: Sequence[Recipe], most: int) -> Iterable[Recipe]:
    """Return the jobs of recipes that differ in their seed alone."""
    first = group[0]
    fits = max_step_size(first.device) // (first.m * first.layers * first.batch)
    most = max(1, min(most, fits)) if can_join(first) else 1
    seeds = sorted({one.seed for one in group})
    for _, run in groupby(enumerate(seeds), lambda pair: pair[1] - pair[0]):  # consecutive seeds
        row = [seed for _, seed in run]
        for start in range(0, len(row), most):
            some = row[start : start + most]
            yield checked(replace(first, seed=some[0], seeds=len(some), own_batches=len(some) > 1))


def _checked_over(recipe: Recipe, over: Mapping[str, Iterable[Any]]) -> dict[str, Iterable[Any]]:
    """Return what is varied, with the recipe's own seeds where those are not."""
    if len(over) > MAX_FIELDS:
        raise SweepError(f"The sweep varies {len(over)} fields; {MAX_FIELDS} is the most.")
    for name in over:
        _check_name(recipe, name)
    seeds = range(recipe.seed, recipe.seed + recipe.seeds)
    return {**over, "seed": over.get("seed", seeds)}


def _check_name(recipe: Recipe, name: str) -> None:
    there = [one for one in FIELD_NAMES if one not in NOT_VARIED]
    task = TASKS.get(recipe.task)
    there += [f"{SETTINGS}{one}" for one in task.settings] if task else []
    if name not in there:
        raise SweepError(f"“{shorten(name)}” cannot be varied; there are {', '.join(there)}.")


def _values(name: str, values_in: Any) -> list[Any]:
    """Return the values of a field, as Python's own numbers."""
    if isinstance(values_in, str | bytes) or not isinstance(values_in, Iterable):
        raise SweepError(f"The values of “{name}” are “{shorten(values_in)}”; a list such as [1, 2] would be right.")
    values: list[Any] = []
    for one in values_in:
        if len(values) >= MAX_RUNS:
            raise SweepError(f"“{name}” has more than {MAX_RUNS:,} values; fewer would be right.")
        values.append(one.item() if hasattr(one, "item") else one)
    if not values:
        raise SweepError(f"“{name}” has no values; at least one would be right.")
    return values


def _changed(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    settings = {name.removeprefix(SETTINGS): one for name, one in values.items() if name.startswith(SETTINGS)}
    fields = {name: one for name, one in values.items() if not name.startswith(SETTINGS)}
    return checked(replace(recipe, settings={**recipe.settings, **settings}, **fields, seeds=1, own_batches=False))


@lru_cache(maxsize=256)
def _has_equal_batches(task: str, settings: tuple[tuple[str, Any], ...]) -> bool:
    return make_problem(task, dict(settings)).has_equal_batches


def _check_problem(task: str, settings: tuple[tuple[str, Any], ...]) -> None:
    try:
        _has_equal_batches(task, settings)
    except TaskError as error:
        raise SweepError(f"The task “{shorten(task)}” cannot be learned here: {error}") from None
