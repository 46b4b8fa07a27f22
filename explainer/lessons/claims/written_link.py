"""The link of a written claim: a sentence for each entry that cannot be used, with what is taken in its place."""

from collections.abc import Collection, Mapping

from explainer.cells.catalogue import CELLS
from explainer.lessons.claims.written import DEFAULTS
from explainer.lessons.claims.written_fields import (
    BOUND,
    FIELDS,
    MEASURES,
    RELATIONS,
    SEEDS,
    SIDES,
    TASK_KEYS,
    UPDATES,
    settings_of,
)
from explainer.lessons.claims.written_values import Choices, WrittenError, field_value, number, option, setting_value

OPTIONS: Mapping[str, Collection[str]] = {
    "written_task": TASK_KEYS, "written_measure": MEASURES, "written_relation": RELATIONS,
    **{f"{side}_cell": CELLS for side in SIDES},
}  # fmt: skip
LIMITS: Mapping[str, tuple[float, float]] = {
    "written_bound": BOUND, "written_seeds": SEEDS, "written_updates": UPDATES,
}  # fmt: skip


def link_errors(entries: Choices) -> dict[str, str]:
    """Return a sentence for each entry that cannot be used: what it is, what would be right, and what is taken."""
    task = entries.get("written_task", "")
    task = task if task in TASK_KEYS else DEFAULTS["written_task"]
    errors = {key: _error(entries, key, task) for key in entries}
    return {key: f"{sentence} {_instead(key)}" for key, sentence in errors.items() if sentence}


def _error(entries: Choices, key: str, task: str) -> str:
    try:
        _check(entries, key, task)
    except WrittenError as error:
        return str(error)
    return ""


def _check(entries: Choices, key: str, task: str) -> None:
    """Raise WrittenError where an entry cannot be used; one that is empty, or that nothing reads, can."""
    side, _, name = key.partition("_")
    setting = settings_of(task).get(name.removeprefix(f"{task}_")) if name.startswith(f"{task}_") else None
    if not entries[key]:
        return
    if key in OPTIONS:
        option(entries, key, OPTIONS[key])
    elif key in LIMITS:
        number(entries, key, *LIMITS[key])
    elif side in SIDES and name in FIELDS:
        field_value(entries, key, name)
    elif side in SIDES and setting:
        setting_value(entries, key, setting)


def _instead(key: str) -> str:
    if DEFAULTS.get(key):
        return f"“{DEFAULTS[key]}” is taken instead."
    what = "What the first condition has" if key.startswith(f"{SIDES[1]}_") else "Its default"
    return f"{what} is taken instead."
