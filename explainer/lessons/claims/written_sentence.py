"""The texts of a claim that a visitor writes, made from its choices."""

from dataclasses import fields

from explainer.lessons.claims.claim import Rule
from explainer.lessons.claims.sentences import short
from explainer.lessons.claims.written_fields import FIELDS, measure_name, settings_of
from explainer.tasks.catalogue import TASKS, default_settings
from explainer.training.choices import KEEP_BIAS
from explainer.training.recipe import Recipe

NAMES = {
    "m": "{} units", "layers": "{} layers", "keep": f"{KEEP_BIAS} {{}}", "start": "{} initialisation",
    "optimiser": "{}", "rate": "learning rate {}", "clip": "clipping: {}", "batch": "batches of {}",
    "chunk": "chunks of {} steps", "dropout": "dropout {}", "zoneout": "zoneout {}",
}  # fmt: skip
"""How each field of a recipe is named in a sentence."""


def labels(first: Recipe, second: Recipe) -> tuple[str, str]:
    """Return what each condition is called: its cell, and what is not the same in the other."""
    differing = [name for name in FIELDS if getattr(first, name) != getattr(second, name)]
    settings = [name for name in first.settings if first.settings[name] != second.settings[name]]
    return _label(first, differing, settings), _label(second, differing, settings)


def _label(recipe: Recipe, differing: list[str], settings: list[str]) -> str:
    titles = settings_of(recipe.task)
    parts = [NAMES[name].format(shown(getattr(recipe, name))) for name in differing]
    parts += [f"{titles[name].title.lower()} {shown(recipe.settings[name])}" for name in settings]
    return f"{recipe.cell} ({', '.join(parts)})" if parts else recipe.cell


def shown(value: object) -> str:
    """Write a value as it stands in sentences and in empty fields."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def place_of(first: Recipe, second: Recipe) -> str:
    """Name the task, with the settings that both conditions have and that are not its defaults."""
    task, usual = TASKS[first.task], default_settings(TASKS[first.task])
    same = [name for name, value in first.settings.items() if value == second.settings[name] != usual[name]]
    listed = ", ".join(f"{task.settings[name].title.lower()} {shown(first.settings[name])}" for name in same)
    return f"On “{task.title}”" + (f" ({listed})" if same else "")


def sentence(recipes: tuple[Recipe, Recipe], measure: str, rule: Rule) -> str:
    """Return the claim in one sentence."""
    (first, second), name, place = labels(*recipes), measure_name(measure, recipes[0].task), place_of(*recipes)
    if rule.relation == "within":
        return f"{place}, {first} and {second} differ by less than {short(rule.bound)} in {name}."
    word, size = ("higher", rule.bound) if rule.relation == "above" else ("lower", -rule.bound)
    if size >= 0:
        more = f", by more than {short(size)}" if size else ""
        return f"{place}, {first} has a {word} {name} than {second}{more}."
    other = "lower" if word == "higher" else "higher"
    return f"{place}, the {name} of {first} is at most {short(-size)} {other} than that of {second}."


def refuted_by(conditions: tuple[str, str], measure: str, rule: Rule, task: str) -> str:
    """Say what would refute the claim."""
    name, bound = measure_name(measure, task), short(rule.bound)
    first, second = conditions
    if rule.relation == "within":
        return f"The {name} of {first} and of {second} differ by more than {bound} in the mean over seeds."
    side = "below" if rule.relation == "above" else "above"
    return f"The {name} of {first} minus that of {second} is {side} {bound} in the mean over seeds."


def varied(first: Recipe, second: Recipe) -> str:
    """Name all that differs between two conditions, and what the task and the training are in both."""
    names = {"cell": "the cell", "settings": "the settings of the task"}
    differing = [one.name for one in fields(Recipe) if getattr(first, one.name) != getattr(second, one.name)]
    found = ", ".join(names.get(name) or FIELDS.get(name, name).lower() for name in differing)
    both = [
        f"{one.title.lower()} {shown(first.settings[name])}"
        for name, one in settings_of(first.task).items()
        if first.settings[name] == second.settings[name]
    ]
    both += [NAMES[name].format(shown(getattr(first, name))) for name in ("m", "rate") if name not in differing]
    return f"{found[:1].upper()}{found[1:]}. In both: {', '.join([*both, f'{first.updates:,} updates'])}."
