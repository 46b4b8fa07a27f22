"""The limits: what a recipe may ask for, checked field by field, with a sentence for what it may not."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME
from explainer.cells.program import CellError, lower
from explainer.numerics.initialisation import STARTS
from explainer.numerics.setup import cell_of
from explainer.tasks.catalogue import checked, find
from explainer.tasks.problem import TaskError
from explainer.training.choices import CLIPS, DEVICES, KEEPS, OPTIMISERS, PRECISIONS, SCHEDULES

WHOLE: Mapping[str, tuple[int, int]] = {
    "m": (1, 128),
    "layers": (1, 3),
    "seed": (0, 9999),
    "seeds": (1, 32),
    "batch": (1, 512),
    "updates": (1, 100_000),
    "chunk": (0, 10_000),
    "grow": (0, 10_000),
    "patience": (0, 100_000),
}
REAL: Mapping[str, tuple[float, float]] = {
    "rate": (1e-9, 10.0),
    "scale": (0.01, 8.0),
    "limit": (1e-6, 1e6),
    "momentum": (0.0, 0.999),
    "dropout": (0.0, 0.9),
    "zoneout": (0.0, 0.9),
}
CHOICES: Mapping[str, Collection[str]] = {
    "cell": (*CELLS, NAME),
    "start": STARTS,
    "keep": KEEPS,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "clip": CLIPS,
    "device": DEVICES,
    "precision": PRECISIONS,
}
SWITCHES = ("early", "learned_start")
MOST_AT_ONCE = 2**19


class RecipeError(ValueError):
    """A recipe that cannot be followed; the message says where, quotes it, and says what would be right."""


def check(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe's fields with every number in its kind; raises RecipeError for what cannot be followed."""
    for name in WHOLE:
        _check_whole(name, fields[name])
    for name in CHOICES:
        _check_choice(name, fields[name], CHOICES[name])
    for name in SWITCHES:
        if not isinstance(fields[name], bool):
            raise RecipeError(f"“{name}” is {_shown(fields[name])}; true or false would be right.")
    _check_cell(fields["cell"], fields["text"])
    _check_size(fields["m"] * fields["layers"] * fields["batch"] * fields["seeds"])
    reals = {name: real(name, fields[name]) for name in REAL}
    return {**fields, "settings": dict(_task(fields["task"], fields["settings"])), **reals}


def real(name: str, value: Any) -> float:
    """Return a number of REAL, finite and within its limits; raises RecipeError."""
    low, high = REAL[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # NaN is within nothing
        raise RecipeError(f"“{name}” is {_shown(value)}; a number from {low:g} to {high:g} would be right.")
    return float(value)


def short(text: object) -> str:
    """Quote at most 40 characters of what was given."""
    shown = str(text).encode("utf-8", "replace").decode()
    return shown if len(shown) <= 40 else f"{shown[:37]}…"


def _check_whole(name: str, value: Any) -> None:
    low, high = WHOLE[name]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise RecipeError(f"“{name}” is {_shown(value)}; a whole number from {low:,} to {high:,} would be right.")


def _check_choice(name: str, value: Any, choices: Collection[str]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise RecipeError(f"“{name}” is {_shown(value)}; there are {', '.join(choices)}.")


def _task(task: Any, settings: Any) -> Mapping[str, Any]:
    """Return all settings of the task, what is not given as it begins."""
    if not isinstance(task, str):
        raise RecipeError(f"“task” is {_shown(task)}; the name of a task would be right.")
    if not isinstance(settings, Mapping) or not all(isinstance(name, str) for name in settings):
        raise RecipeError(f"“settings” is {_shown(settings)}; a table of names and values would be right.")
    try:
        return checked(find(task), settings)
    except TaskError as error:
        raise RecipeError(str(error)) from None


def _check_cell(cell: str, text: Any) -> None:
    if not isinstance(text, str):
        raise RecipeError(f"“text” is {_shown(text)}; the equations of a cell would be right.")
    if text and cell != NAME:
        raise RecipeError(f"“text” holds equations, but the cell is “{cell}”; they belong to “{NAME}”.")
    try:
        lower(cell_of(cell, text))
    except CellError as error:
        raise RecipeError(str(error)) from None


def _check_size(size: int) -> None:
    """Bound what one time step holds at once: without it a recipe of allowed parts would fill the memory."""
    if size > MOST_AT_ONCE:
        raise RecipeError(
            f"m × layers × batch × seeds is {size:,}; {MOST_AT_ONCE:,} is the most, so make one of them smaller."
        )


def _shown(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "infinite", -math.inf: "minus infinite"}.get(value, "not a number")
    return f"“{short(value)}”"
