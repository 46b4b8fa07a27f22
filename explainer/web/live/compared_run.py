"""One of the runs that a page compares, with a name that no other of them has."""

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.tasks.catalogue import make_problem
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A run: its id, its recipe, the problem that the recipe makes, and its name on the page."""

    id: str
    recipe: Recipe
    problem: Problem
    name: str

    @property
    def key(self) -> str:
        """The same for two runs of the same problem."""
        return f"{self.recipe.task} {sorted(self.recipe.settings.items())}"


def compared_runs(runs: Sequence[tuple[str, Recipe, OwnData | None]]) -> list[ComparedRun]:
    """Return runs with their problems and names; raises TaskError where a problem cannot be made.

    Runs of the same cell are numbered: LSTM 1, LSTM 2.
    """
    cells = [recipe.cell for _, recipe, _ in runs]
    names = [cell if cells.count(cell) == 1 else f"{cell} {cells[: k + 1].count(cell)}" for k, cell in enumerate(cells)]
    return [
        ComparedRun(run, recipe, make_problem(recipe.task, recipe.settings, data), name)
        for (run, recipe, data), name in zip(runs, names, strict=True)
    ]
