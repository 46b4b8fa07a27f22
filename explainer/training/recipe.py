"""The recipe of a run: all hyperparameters and the seed, enough to reproduce its numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from explainer.tasks.catalogue import default_settings, recipe_defaults
from explainer.tasks.problem import Task
from explainer.training.limits import RecipeError, check, shorten

Settings = Mapping[str, int | float | str]
MAX_WRITTEN = 20_000


@dataclass(frozen=True)
class Recipe:
    """One run: one cell learns one task, with `seeds` seeds trained at once (seed, seed + 1, …).

    `text` holds the equations of a custom cell. `keep` is a key of KEEP_BIAS_CHOICES ("as drawn", "0", "1", "3" or
    "chrono", Tallec & Ollivier 2018). `chunk` is the length of truncated backpropagation (0: whole sequences), and
    `grow` by how many steps it grows after each update. `patience` ends a run that has not improved for so many
    updates (0: never), `early` one that has solved its task. `dropout` is recurrent dropout (Semeniuta et al. 2016),
    `zoneout` Krueger et al. 2017. `learned_start` makes the initial state a parameter. `embedding` is how many numbers
    each token becomes before the first layer (0: a one-hot vector). `teacher_forcing` is the share of right inputs of a
    network that writes: the others are its own outputs (scheduled sampling, Bengio et al. 2015), from the first update
    on, or with the schedule "linear" by that share at the end, from 1 at the beginning. With `own_batches` each of the
    seeds draws its own batches, as if it were trained alone; otherwise all learn from those of the first.
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
    embedding: int = 0
    teacher_forcing: float = 1.0
    forcing_schedule: str = "constant"
    own_batches: bool = False
    device: str = "auto"
    precision: str = "float32"


FIELD_NAMES = tuple(one.name for one in fields(Recipe))
"""The fields of a recipe, in their order."""


def default_recipe(task: Task, cell: str, text: str = "", settings: Settings | None = None) -> Recipe:
    """Return the default recipe of a cell on a task: settings with which it was measured to learn the task."""
    chosen = {**default_settings(task), **(settings or {})}
    return checked(replace(Recipe(task.key, chosen, cell, text), **recipe_defaults(task, cell, chosen)))


def checked(recipe: Recipe) -> Recipe:
    """Return the recipe with every field checked and of its type; raises RecipeError."""
    return Recipe(**check({name: getattr(recipe, name) for name in FIELD_NAMES}))


def recipe_to_json(recipe: Recipe) -> str:
    """Return a recipe as JSON with sorted keys; the inverse of `recipe_from_json`."""
    values = {name: getattr(recipe, name) for name in FIELD_NAMES} | {"settings": dict(recipe.settings)}
    return json.dumps(values, sort_keys=True, allow_nan=False)


def recipe_from_json(text: str) -> Recipe:
    """Return a checked recipe from JSON; missing fields have their defaults. Raises RecipeError."""
    if len(text) > MAX_WRITTEN:
        raise RecipeError(f"The recipe has {len(text):,} characters; {MAX_WRITTEN:,} is the most.")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise RecipeError(f'“{shorten(text)}” is no recipe; a recipe looks like {{"cell": "GRU", "m": 32}}.')
    for name in values:
        if name not in FIELD_NAMES:
            raise RecipeError(f"A recipe has no “{shorten(name)}”; it has {', '.join(FIELD_NAMES)}.")
    return checked(Recipe(**values))
