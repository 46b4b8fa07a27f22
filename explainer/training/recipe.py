"""The recipe: everything that decides a run's numbers; from it the run can be made again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from explainer.tasks.catalogue import begun
from explainer.tasks.problem import Task
from explainer.training.limits import RecipeError, check, short

Settings = Mapping[str, int | float | str]
MOST_WRITTEN = 20_000


@dataclass(frozen=True)
class Recipe:
    """One run: one cell learns one task, from `seeds` starts at once (seed, seed + 1, …).

    `text` holds the equations of a visitor's own cell. `keep` is a key of KEEPS ("as drawn", "0", "1", "3" or
    "chrono", Tallec & Ollivier 2018). `chunk` is the length of truncated backpropagation (0: whole sequences), and
    `grow` by how many steps it grows after each pass. `patience` ends a run that has not become better for so many
    updates (0: never), `early` one that has solved its task. `dropout` is recurrent dropout (Semeniuta et al. 2016),
    `zoneout` Krueger et al. 2017.
    """

    task: str = "recall"
    settings: Settings = field(default_factory=dict)
    cell: str = "LSTM"
    text: str = ""
    m: int = 32
    layers: int = 1
    seed: int = 7
    seeds: int = 1
    start: str = "uniform"
    scale: float = 1.0
    keep: str = "1"
    optimiser: str = "adam"
    rate: float = 0.01
    momentum: float = 0.9
    schedule: str = "constant"
    clip: str = "norm"
    limit: float = 1.0
    batch: int = 64
    updates: int = 1000
    chunk: int = 0
    grow: int = 0
    patience: int = 0
    early: bool = True
    dropout: float = 0.0
    zoneout: float = 0.0
    learned_start: bool = False
    device: str = "auto"
    precision: str = "float32"


NAMES = tuple(one.name for one in fields(Recipe))
"""The fields of a recipe, in their order."""


def default(task: Task, cell: str, text: str = "") -> Recipe:
    """Return the recipe with which a cell begins a task: the task's knobs and settings as they were measured."""
    return checked(replace(Recipe(task.key, {}, cell, text), **begun(task, cell)))


def checked(recipe: Recipe) -> Recipe:
    """Return the recipe with every number in its kind; raises RecipeError for one that cannot be followed."""
    return Recipe(**check({name: getattr(recipe, name) for name in NAMES}))


def write(recipe: Recipe) -> str:
    """Write a recipe as JSON, its fields sorted; the inverse of `read`."""
    found = {name: getattr(recipe, name) for name in NAMES} | {"settings": dict(recipe.settings)}
    return json.dumps(found, sort_keys=True, allow_nan=False)


def read(text: str) -> Recipe:
    """Read a recipe from JSON and check it; what is left out is as in Recipe(). Raises RecipeError."""
    if len(text) > MOST_WRITTEN:
        raise RecipeError(f"The recipe has {len(text):,} characters; {MOST_WRITTEN:,} is the most.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RecipeError(f'“{short(text)}” is no recipe; a recipe looks like {{"cell": "GRU", "m": 32}}.')
    for name in found:
        if name not in NAMES:
            raise RecipeError(f"A recipe has no “{short(name)}”; it has {', '.join(NAMES)}.")
    return checked(Recipe(**found))
