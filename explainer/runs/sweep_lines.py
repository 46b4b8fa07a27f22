"""The results of a sweep by line and value, as figures, tables and sentences read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explainer.numerics.share import Share, wilson_share
from explainer.runs.seed_result import SeedResult
from explainer.runs.sweep_choice import SweepLines
from explainer.runs.sweep_table import SETTINGS
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe, recipe_to_json


@dataclass(frozen=True, eq=False)
class SweepPoints:
    """For each line, by its label, and each of the values the results of its seeds, none where there are none yet.

    `title` is what is varied, as text: “gap”; `seed_count` is how many seeds were asked for; `recipe` is one of the
    recipes.
    """

    name: str
    title: str
    values: tuple[Any, ...]
    lines: Mapping[str, tuple[tuple[SeedResult, ...], ...]]
    seed_count: int
    recipe: Recipe

    @cached_property
    def problem(self) -> Problem:
        """The problem that is learned, at the first of the values."""
        return make_problem(self.recipe.task, self.recipe.settings)

    @property
    def is_whole(self) -> bool:
        """Whether every seed of every line has a result."""
        return all(len(seeds) == self.seed_count for row in self.lines.values() for seeds in row)

    @staticmethod
    def share(seeds: Sequence[SeedResult]) -> Share:
        """Return the share of seeds that solved the task."""
        return wilson_share(sum(one.solved for one in seeds), len(seeds))


def sweep_points(plan: SweepLines, results: Mapping[str, SeedResult], title: str = "") -> SweepPoints:
    """Return the results of a plan's lines, of those by the JSON of their recipes.

    Without a title a setting of the task has its own, and a field of the recipe its name.
    """
    lines = {
        label: tuple(
            tuple(results[text] for one in plan.seeds_of(recipe) if (text := recipe_to_json(one)) in results)
            for recipe in row
        )
        for label, row in plan.lines.items()
    }
    recipe = next(iter(plan.lines.values()))[0]
    return SweepPoints(plan.name, title or _title(plan.name, recipe), plan.values, lines, plan.seeds, recipe)


def _title(name: str, recipe: Recipe) -> str:
    if name.startswith(SETTINGS):
        return TASKS[recipe.task].settings[name.removeprefix(SETTINGS)].title.lower()
    return name
