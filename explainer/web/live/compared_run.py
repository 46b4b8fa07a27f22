"""The racer: one run of a race as the page shows it, and the name by which it is told from the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.tasks.catalogue import made
from explainer.tasks.problem import Problem, Series
from explainer.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Racer:
    """A run: its id, its recipe, the problem that the recipe makes, and a name that no other of the race has."""

    id: str
    recipe: Recipe
    problem: Problem
    name: str

    @property
    def key(self) -> str:
        """What two runs of the same problem have in common."""
        return f"{self.recipe.task} {sorted(self.recipe.settings.items())}"


def line_up(runs: Sequence[tuple[str, Recipe, Series | None]]) -> list[Racer]:
    """Return the racers of some runs; raises TaskError where a problem cannot be made.

    A cell that races against itself is numbered: LSTM 1, LSTM 2.
    """
    cells = [recipe.cell for _, recipe, _ in runs]
    names = [cell if cells.count(cell) == 1 else f"{cell} {cells[: k + 1].count(cell)}" for k, cell in enumerate(cells)]
    return [
        Racer(run, recipe, made(recipe.task, recipe.settings, series), name)
        for (run, recipe, series), name in zip(runs, names, strict=True)
    ]
