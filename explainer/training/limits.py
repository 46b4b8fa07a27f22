"""The limits of a recipe's fields, and the check with a sentence for each error."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.cells.lowering import lower
from explainer.cells.program import CellError, Program
from explainer.numerics.embedding import x_outside_products
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.setup import cell_of
from explainer.tasks.catalogue import checked_settings, find_task
from explainer.tasks.problem import Task, TaskError
from explainer.training.choices import (
    CLIPS,
    DEVICES,
    FORCING_SCHEDULES,
    KEEP_BIAS_CHOICES,
    OPTIMISERS,
    PRECISIONS,
    SCHEDULES,
)

INTEGER_LIMITS: Mapping[str, tuple[int, int]] = {
    "m": (1, 256),
    "layers": (1, 3),
    "seed": (0, 9999),
    "seeds": (1, 32),
    "batch": (1, 512),
    "updates": (1, 100_000),
    "chunk": (0, 10_000),
    "grow": (0, 10_000),
    "patience": (0, 100_000),
    "embedding": (0, 256),
}
FLOAT_LIMITS: Mapping[str, tuple[float, float]] = {
    "rate": (1e-9, 10.0),
    "scale": (0.01, 8.0),
    "limit": (1e-6, 1e6),
    "momentum": (0.0, 0.999),
    "dropout": (0.0, 0.9),
    "zoneout": (0.0, 0.9),
    "teacher_forcing": (0.0, 1.0),
}
CHOICES: Mapping[str, Collection[str]] = {
    "cell": (*CELLS, OWN_CELL),
    "start": INITIALISATIONS,
    "keep": KEEP_BIAS_CHOICES,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "clip": CLIPS,
    "device": DEVICES,
    "precision": PRECISIONS,
    "forcing_schedule": FORCING_SCHEDULES,
}
BOOLEANS = ("early", "learned_start", "own_batches")
MAX_STEP_SIZE = 2**19
MAX_STEP_SIZE_ON_CUDA = 2**24  # what a card has free is checked when the run starts
MOST_SEEDS_ON_CUDA = 1024


class RecipeError(ValueError):
    """A recipe that cannot be trained; the message names the field, quotes its value and says what is allowed."""


def check(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe's fields checked and converted to their types; raises RecipeError."""
    for name in INTEGER_LIMITS:
        _check_whole(name, fields[name], integer_limits(name, fields["device"]))
    for name in CHOICES:
        _check_choice(name, fields[name], CHOICES[name])
    for name in BOOLEANS:
        if not isinstance(fields[name], bool):
            raise RecipeError(f"“{name}” is {_quote(fields[name])}; true or false would be right.")
    program = _checked_cell(fields["cell"], fields["text"])
    size = fields["m"] * fields["layers"] * fields["batch"] * fields["seeds"]
    _check_size(size, max_step_size(fields["device"]))
    floats = {name: checked_float(name, fields[name]) for name in FLOAT_LIMITS}
    settings = dict(_checked_settings(fields["task"], fields["settings"]))
    _check_reading(program, find_task(fields["task"]))
    return {**fields, "settings": settings, **floats}


def checked_float(name: str, value: Any) -> float:
    """Return a finite number within its limits in FLOAT_LIMITS; raises RecipeError."""
    low, high = FLOAT_LIMITS[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # also for NaN
        raise RecipeError(f"“{name}” is {_quote(value)}; a number from {low:g} to {high:g} would be right.")
    return float(value)


def shorten(text: object) -> str:
    """Return at most 40 characters of a value."""
    shown = str(text).encode("utf-8", "replace").decode()
    return shown if len(shown) <= 40 else f"{shown[:37]}…"


def max_step_size(device: str) -> int:
    """Return the most that m × layers × batch × seeds may be."""
    return MAX_STEP_SIZE_ON_CUDA if device == "cuda" else MAX_STEP_SIZE


def integer_limits(name: str, device: Any) -> tuple[int, int]:
    """Return the limits of a whole number of a recipe; many seeds at once need a graphics card."""
    return (1, MOST_SEEDS_ON_CUDA) if (name, device) == ("seeds", "cuda") else INTEGER_LIMITS[name]


def _check_whole(name: str, value: Any, limits: tuple[int, int]) -> None:
    low, high = limits
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise RecipeError(f"“{name}” is {_quote(value)}; a whole number from {low:,} to {high:,} would be right.")


def _check_choice(name: str, value: Any, choices: Collection[str]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise RecipeError(f"“{name}” is {_quote(value)}; there are {', '.join(choices)}.")


def _checked_settings(task: Any, settings: Any) -> Mapping[str, Any]:
    """Return all settings of the task, missing ones with their defaults."""
    if not isinstance(task, str):
        raise RecipeError(f"“task” is {_quote(task)}; the name of a task would be right.")
    if not isinstance(settings, Mapping) or not all(isinstance(name, str) for name in settings):
        raise RecipeError(f"“settings” is {_quote(settings)}; a table of names and values would be right.")
    try:
        return checked_settings(find_task(task), settings)
    except TaskError as error:
        raise RecipeError(str(error)) from None


def _checked_cell(cell: str, text: Any) -> Program:
    """Return the program of a recipe's cell."""
    if not isinstance(text, str):
        raise RecipeError(f"“text” is {_quote(text)}; the equations of a cell would be right.")
    if text and cell != OWN_CELL:
        raise RecipeError(f"“text” holds equations, but the cell is “{cell}”; they belong to “{OWN_CELL}”.")
    try:
        return lower(cell_of(cell, text))
    except CellError as error:
        raise RecipeError(str(error)) from None


def _check_reading(program: Program, task: Task) -> None:
    """Raise RecipeError for a cell that cannot read the tokens of a task: only a matrix turns them into numbers."""
    other = x_outside_products(program)
    if task.tokens and other:
        raise RecipeError(
            f"The cell computes “{shorten(other)}” from x, and x is a token in the task “{task.title}”; "
            "products with matrices alone, such as “W_h @ x”, would be right."
        )


def _check_size(size: int, most: int) -> None:
    """Bound the size of one time step, since fields that are each allowed could together fill the memory."""
    if size > most:
        raise RecipeError(f"m × layers × batch × seeds is {size:,}; {most:,} is the most, so make one of them smaller.")


def _quote(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "infinite", -math.inf: "minus infinite"}.get(value, "not a number")
    return f"“{shorten(value)}”"
