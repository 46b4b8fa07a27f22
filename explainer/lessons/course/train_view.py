"""The view of the Train page on which a recipe is chosen, ready to be started."""

from dataclasses import replace

from explainer.lessons.course.lesson import View
from explainer.tasks.catalogue import TASKS
from explainer.training.limits import FLOAT_LIMITS, INTEGER_LIMITS
from explainer.training.recipe import Recipe, default_recipe

PAGE = {"task": "recall", "cell": "LSTM", "racer2": "GRU", "racer3": "RNN", "train_seed": Recipe.seed}
"""What the Train page opens with."""
SEEDS = 3  # of the Train page, unless the task has its own default
FIELDS = (*sorted({*INTEGER_LIMITS, *FLOAT_LIMITS} - {"seed"}), "start", "keep", "optimiser", "schedule", "clip",
          "learned_start", "early", "forcing_schedule")  # fmt: skip


def train_view(recipe: Recipe, *others: str) -> View:
    """Return the view of a recipe; `others` are up to two further cells, which are compared with its cell.

    What the page has anyway is left out of the link.
    """
    task = TASKS[recipe.task]
    default = default_recipe(task, recipe.cell, settings=recipe.settings)
    default = default if default.seeds > 1 else replace(default, seeds=SEEDS)
    second, third = [*others, "none", "none"][:2]
    chosen = {"task": recipe.task, "cell": recipe.cell, "racer2": second, "racer3": third, "train_seed": recipe.seed}
    settings = {f"{recipe.task}_{name}": value for name, value in recipe.settings.items()}
    fields = {f"train_{name}": getattr(recipe, name) for name in FIELDS}
    shown = PAGE | {f"{recipe.task}_{name}": one.default for name, one in task.settings.items()}
    shown |= {f"train_{name}": getattr(default, name) for name in FIELDS}
    wanted = chosen | settings | fields
    return View("train", {name: _written(value) for name, value in wanted.items() if shown[name] != value})


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
