"""A claim that a visitor writes: choices, as a link has them, become a claim or one sentence about what is wrong."""

import math
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from explainer.cells.catalogue import CELLS
from explainer.lessons.claims import written_sentence
from explainer.lessons.claims.claim import Claim, Comparison, Condition, Rule, Trained
from explainer.lessons.claims.written_fields import (
    BOUND,
    FIELDS,
    MEASURES,
    RELATIONS,
    SEEDS,
    SEEDS_DEFAULT,
    SIDES,
    TASK_KEYS,
    UPDATES,
    choices_of,
    limits_of,
    measure_name,
    setting_key,
    settings_of,
)
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.problem import TaskError, TaskSetting
from explainer.training.limits import RecipeError, shorten
from explainer.training.recipe import Recipe, checked, default_recipe

Choices = Mapping[str, str]
OWN = "own"  # the id of a claim that somebody has written
DEFAULTS: Choices = {
    "written_task": "recall", "written_measure": "score", "written_relation": "above", "written_bound": "0",
    "written_seeds": str(SEEDS_DEFAULT), "written_updates": "", "one_cell": "GRU", "two_cell": "LSTM",
}  # fmt: skip
"""The query parameters that have a default; all others, such as “one_keep” or “two_recall_gap”, are empty."""
LONGEST = 24  # characters of a number


class WrittenError(ValueError):
    """Choices that make no claim; the message quotes what is wrong and says what would be right."""


def is_entry(key: str) -> bool:
    """Tell whether a query parameter is one of a written claim's."""
    return key.startswith(("written_", *(f"{side}_" for side in SIDES)))


def written_claim(choices: Choices) -> Claim:
    """Return the claim of some choices, each a text as it stands in a link; unknown ones are ignored.

    Raises WrittenError.
    """
    chosen = {**DEFAULTS, **choices}
    task = _option(chosen, "written_task", TASK_KEYS)
    measure = _option(chosen, "written_measure", MEASURES)
    relation = _option(chosen, "written_relation", RELATIONS)
    bound = _number(chosen, "written_bound", *BOUND)
    if relation == "within" and bound <= 0:
        raise WrittenError(f"“written_bound” is “{bound:g}”; a number above 0 would be right where two are the same.")
    seeds = int(_number(chosen, "written_seeds", *SEEDS))
    first = _recipe(chosen, SIDES[0], default_recipe(TASKS[task], _option(chosen, "one_cell", CELLS)), seeds)
    second = _recipe(chosen, SIDES[1], replace(first, cell=_option(chosen, "two_cell", CELLS)), seeds)
    if first == second:
        raise WrittenError("Both conditions are the same; one of them has to change something.")
    return _claim((first, second), measure, Rule(relation, bound), seeds)  # type: ignore[arg-type]


def _claim(recipes: tuple[Recipe, Recipe], measure: str, rule: Rule, seeds: int) -> Claim:
    first, second = written_sentence.labels(*recipes)
    base = recipes[0]
    return Claim(
        OWN, "advice", written_sentence.sentence(recipes, measure, rule), (),
        refuted_by=written_sentence.refuted_by((first, second), measure, rule, base.task),
        varied=written_sentence.varied(*recipes),
        measured=f"{measure_name(measure, base.task)} on “{TASKS[base.task].title}”",
        experiment=Trained(base, MEASURES[measure].numbers),
        conditions={first: {}, second: _changes(base, recipes[1])},
        comparisons=(Comparison(f"{first} against {second}", first, second),), rule=rule, seeds=seeds,
    )  # fmt: skip


def _changes(base: Recipe, other: Recipe) -> Condition:
    """Return the fields of a recipe that differ from those of the first condition."""
    names = [one.name for one in fields(Recipe)]
    return {name: getattr(other, name) for name in names if getattr(base, name) != getattr(other, name)}


def _recipe(chosen: Choices, side: str, base: Recipe, seeds: int) -> Recipe:
    """Return the recipe of one condition; what it does not set is as in `base`."""
    found = {name: _setting(chosen, setting_key(side, base.task, name), one)
             for name, one in settings_of(base.task).items()}  # fmt: skip
    settings = {**base.settings, **{name: value for name, value in found.items() if value is not None}}
    set_fields = {name: _field(chosen, f"{side}_{name}", name) for name in FIELDS if chosen.get(f"{side}_{name}")}
    if chosen["written_updates"]:
        set_fields["updates"] = int(_number(chosen, "written_updates", *UPDATES))
    recipe = replace(base, settings=settings, **set_fields)
    try:
        checked(replace(recipe, seeds=seeds))
        make_problem(recipe.task, recipe.settings)
        return checked(replace(recipe, seeds=1))
    except (RecipeError, TaskError) as error:
        raise WrittenError(f"{_named(side)}: {error}") from None


def _named(side: str) -> str:
    return "First condition" if side == SIDES[0] else "Second condition"


def _field(chosen: Choices, key: str, name: str) -> Any:
    options = choices_of(name)
    if options is not None:
        return _option(chosen, key, options)
    low, high = limits_of(name)
    number = _number(chosen, key, low, high)
    return number if isinstance(low, float) else int(number)


def _setting(chosen: Choices, key: str, setting: TaskSetting) -> Any:
    """Return the value of a task's setting, None where it is not set."""
    if not chosen.get(key):
        return None
    if setting.choices:
        return _option(chosen, key, setting.choices)
    if isinstance(setting.default, float):
        return _number(chosen, key, float(setting.low), float(setting.high))
    return int(_number(chosen, key, int(setting.low), int(setting.high)))


def _option(chosen: Choices, key: str, options: Any) -> str:
    value = chosen[key]
    if value not in options:
        raise WrittenError(f"“{key}” is “{shorten(value)}”, which does not exist; there are {', '.join(options)}.")
    return value


def _number(chosen: Choices, key: str, low: float, high: float) -> float:
    """Return a number within its limits, a whole one where the limits are."""
    text, whole = str(chosen[key]).strip(), isinstance(low, int)
    shape = r"[+-]?\d+(\.0)?" if whole else r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?"
    number = float(text) if len(text) <= LONGEST and re.fullmatch(shape, text, re.ASCII | re.IGNORECASE) else math.nan
    if not low <= number <= high:  # also for NaN
        kind = "a whole number" if whole else "a number"
        raise WrittenError(f"“{key}” is “{shorten(text)}”; {kind} from {low:g} to {high:g} would be right.")
    return number
