"""What a visitor chooses to sweep: cells, the field that is varied and its values, and the recipes of each line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explainer.cells.cell_text import OWN_CELL
from explainer.cells.lowering import lower
from explainer.cells.memory import keep_biases
from explainer.numerics.setup import cell_of
from explainer.runs.sweep_plan import SETTINGS, SweepError, expand
from explainer.tasks.catalogue import find_task
from explainer.tasks.problem import Settings, Task
from explainer.training.choices import CLIPS, KEEP_BIAS, KEEP_BIAS_CHOICES, OPTIMISERS, SCHEDULES
from explainer.training.limits import shorten
from explainer.training.recipe import Recipe, default_recipe

DEFAULT_VALUES: Mapping[str, str] = {
    "keep": ", ".join(KEEP_BIAS_CHOICES), "m": "8, 16, 32", "layers": "1, 2", "batch": "16, 32, 64",
    "rate": "0.001, 0.003, 0.01, 0.03", "scale": "0.5, 1, 2", "limit": "0.3, 1, 3", "chunk": "0, 5, 10",
    "optimiser": ", ".join(OPTIMISERS), "clip": ", ".join(CLIPS), "schedule": ", ".join(SCHEDULES),
}  # fmt: skip
"""The fields of a recipe that can be varied, each with the values that are offered first."""
DELAYS = "10, 20, 40, 80"
FIRST_SEED = Recipe.seed
MOST_VALUES, MOST_LINES, MOST_TYPED = 12, 6, 300
NO_KEEP = "as drawn"


@dataclass(frozen=True)
class SweepChoice:
    """A choice: a task with its settings, cells and forget/update-gate biases, what is varied and its values.

    `keeps` does not matter for a cell without a gate that keeps, nor where the bias itself is varied. `fields` are
    further fields of every recipe, such as m and updates, and `text` the equations of an own cell.
    """

    task: str
    cells: tuple[str, ...]
    varied: str
    values: tuple[Any, ...]
    seeds: int
    keeps: tuple[str, ...] = ()
    settings: Settings = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, eq=False)
class SweepLines:
    """The recipes of a choice: for each line, by its label, one of the first seed for each value."""

    name: str
    values: tuple[Any, ...]
    lines: Mapping[str, tuple[Recipe, ...]]
    seeds: int

    def seeds_of(self, recipe: Recipe) -> tuple[Recipe, ...]:
        """Return a recipe with each of the seeds."""
        return tuple(replace(recipe, seed=recipe.seed + k) for k in range(self.seeds))

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """All recipes of one seed; one that stands in two lines comes twice."""
        return tuple(one for line in self.lines.values() for recipe in line for one in self.seeds_of(recipe))


def options(task: Task) -> tuple[str, ...]:
    """Return the names of what can be varied for a task: its settings, then fields of the recipe."""
    return (*task.settings, *DEFAULT_VALUES)


def default_values(task: Task, name: str) -> str:
    """Return the values that are offered first, as they are typed."""
    if name in DEFAULT_VALUES:
        return DEFAULT_VALUES[name]
    setting = task.settings[name]
    if setting.choices:
        return ", ".join(setting.choices)
    if (task.key, name) == ("recall", "gap"):
        return DELAYS
    default, kind = setting.default, type(setting.default)
    near = (max(float(setting.low), float(default) * share) for share in (0.25, 0.5, 1.0))
    return ", ".join(dict.fromkeys(f"{kind(one):g}" for one in near))


def parse_values(title: str, text: str) -> tuple[Any, ...]:
    """Return the values of a typed list, numbers as numbers; raises SweepError."""
    if len(text) > MOST_TYPED:
        raise SweepError(f"The values of “{title}” have {len(text):,} characters; {MOST_TYPED} is the most.")
    values = tuple(dict.fromkeys(_parsed(one.strip()) for one in text.split(",") if one.strip()))
    if not values:
        raise SweepError(f"“{shorten(text)}” has no values of “{title}”; numbers with commas between them are right.")
    if len(values) > MOST_VALUES:
        raise SweepError(f"“{title}” has {len(values)} values; {MOST_VALUES} is the most.")
    return values


def sweep_lines(choice: SweepChoice) -> SweepLines:
    """Return the recipes of a choice, all checked; raises SweepError, RecipeError or TaskError with a sentence."""
    lines = dict(_lines(choice))
    if len(lines) > MOST_LINES:
        raise SweepError(
            f"{len(lines)} lines were asked for, one for each cell and bias; {MOST_LINES} is the most, so choose fewer."
        )
    return SweepLines(full_name(find_task(choice.task), choice.varied), choice.values, lines, choice.seeds)


def full_name(task: Task, name: str) -> str:
    """Return the name of what is varied as `explainer.sweep` takes it: "settings.gap" for a setting of the task."""
    return f"{SETTINGS}{name}" if name in task.settings else name


def _lines(choice: SweepChoice) -> Iterator[tuple[str, tuple[Recipe, ...]]]:
    for cell in choice.cells:
        base = _base(choice, cell)
        keeps = choice.keeps if choice.varied != "keep" and _has_keep_gate(base) else ()
        if choice.varied == "keep" and not _has_keep_gate(base):
            yield cell, _row(replace(base, keep=NO_KEEP), choice, vary=False) * len(choice.values)
        elif not keeps:
            yield cell, _row(base, choice)
        for keep in keeps:
            label = f"{cell}, {KEEP_BIAS} {keep}" if len(keeps) > 1 else cell
            yield label, _row(replace(base, keep=keep), choice)


def _base(choice: SweepChoice, cell: str) -> Recipe:
    task = find_task(choice.task)
    base = default_recipe(task, cell, choice.text if cell == OWN_CELL else "", dict(choice.settings))
    fields = {name: value for name, value in choice.fields.items() if name != choice.varied}
    return replace(base, **fields, seed=FIRST_SEED, seeds=1)


def _has_keep_gate(recipe: Recipe) -> bool:
    return bool(keep_biases(lower(cell_of(recipe.cell, recipe.text))))


def _row(base: Recipe, choice: SweepChoice, vary: bool = True) -> tuple[Recipe, ...]:
    name = full_name(find_task(choice.task), choice.varied)
    return expand(base, {name: choice.values} if vary else {})


def _parsed(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
