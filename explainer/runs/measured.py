"""The results of experiments that come with the program: each seed's metric, and when and with what it was measured."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import is_solved
from explainer.training.recipe import Recipe, recipe_from_json

FOLDER = files("explainer") / "data" / "measured"


@dataclass(frozen=True)
class Variant:
    """One recipe's result: the updates that were made, and the task's metric of each seed over the whole test set."""

    recipe: Recipe
    step: int
    metric: tuple[float, ...]

    @property
    def solved(self) -> int:
        """How many of its seeds have solved the task."""
        problem = make_problem(self.recipe.task, self.recipe.settings)
        return sum(is_solved(problem, value) for value in self.metric)


@dataclass(frozen=True)
class Measured:
    """The variants of an experiment by name, the day on which they were trained, and the versions of the programs."""

    date: str
    versions: Mapping[str, str]
    variants: Mapping[str, Variant]


@cache
def measured(key: str) -> Measured:
    """Return the results of an experiment, one of EXPERIMENTS, by its key."""
    stored = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    variants = {
        name: Variant(recipe_from_json(json.dumps(one["recipe"])), one["step"], tuple(one["metric"]))
        for name, one in stored["variants"].items()
    }
    return Measured(stored["date"], stored["versions"], variants)
