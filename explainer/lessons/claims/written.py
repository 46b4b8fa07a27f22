"""A claim that a visitor writes: choices, as a link has them, become a claim or one sentence about what is wrong."""

from dataclasses import fields, replace

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
    measure_name,
    setting_key,
    settings_of,
)
from explainer.lessons.claims.written_values import Choices, WrittenError, field_value, number, option, setting_value
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.problem import TaskError
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe, checked, default_recipe

OWN = "own"  # the id of a claim that somebody has written
DEFAULTS: Choices = {
    "written_task": "recall", "written_measure": "score", "written_relation": "above", "written_bound": "0",
    "written_seeds": str(SEEDS_DEFAULT), "written_updates": "", "one_cell": "GRU", "two_cell": "LSTM",
}  # fmt: skip
"""The query parameters that have a default; all others, such as “one_keep” or “two_recall_gap”, are empty."""


def is_entry(key: str) -> bool:
    """Tell whether a query parameter is one of a written claim's."""
    return key.startswith(("written_", *(f"{side}_" for side in SIDES)))


def written_claim(choices: Choices) -> Claim:
    """Return the claim of some choices, each a text as it stands in a link; unknown and empty ones are ignored.

    Raises WrittenError.
    """
    chosen = _with_defaults(choices)
    task = option(chosen, "written_task", TASK_KEYS)
    measure = option(chosen, "written_measure", MEASURES)
    relation = option(chosen, "written_relation", RELATIONS)
    bound = number(chosen, "written_bound", *BOUND)
    if relation == "within" and bound <= 0:
        raise WrittenError(f"“written_bound” is “{bound:g}”; a number above 0 would be right where two are the same.")
    seeds = int(number(chosen, "written_seeds", *SEEDS))
    first = _recipe(chosen, SIDES[0], default_recipe(TASKS[task], option(chosen, "one_cell", CELLS)), seeds)
    second = _recipe(chosen, SIDES[1], replace(first, cell=option(chosen, "two_cell", CELLS)), seeds)
    if first == second:
        raise WrittenError("Both conditions are the same; one of them has to change something.")
    return _claim((first, second), measure, Rule(relation, bound), seeds)  # type: ignore[arg-type]


def _with_defaults(choices: Choices) -> Choices:
    return {**DEFAULTS, **{key: text for key, text in choices.items() if text}}


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
    found = {name: setting_value(chosen, setting_key(side, base.task, name), one)
             for name, one in settings_of(base.task).items()}  # fmt: skip
    settings = {**base.settings, **{name: value for name, value in found.items() if value is not None}}
    set_fields = {name: field_value(chosen, f"{side}_{name}", name) for name in FIELDS if chosen.get(f"{side}_{name}")}
    if chosen["written_updates"]:
        set_fields["updates"] = int(number(chosen, "written_updates", *UPDATES))
    recipe = replace(base, settings=settings, **set_fields)
    try:
        checked(replace(recipe, seeds=seeds))
        make_problem(recipe.task, recipe.settings)
        return checked(replace(recipe, seeds=1))
    except (RecipeError, TaskError) as error:
        raise WrittenError(f"{_named(side)}: {error}") from None


def usual_recipe(side: str, choices: Choices) -> Recipe:
    """Return what the empty fields of a condition mean: the measured defaults, and in the second the first condition.

    Choices that make no recipe yet have the measured defaults too.
    """
    chosen = _with_defaults(choices)
    base = default_recipe(TASKS[chosen["written_task"]], chosen["one_cell"])
    try:
        return base if side == SIDES[0] else _recipe(chosen, SIDES[0], base, 1)
    except WrittenError:
        return base


def _named(side: str) -> str:
    return "First condition" if side == SIDES[0] else "Second condition"
