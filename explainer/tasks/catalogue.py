"""All tasks by their keys, and the functions that check settings and make a problem from them."""

from typing import Any

from explainer.tasks.adding import ADDING
from explainer.tasks.brackets import BRACKETS
from explainer.tasks.copying import COPY
from explainer.tasks.counting import COUNTING
from explainer.tasks.hourly import HOURLY
from explainer.tasks.latch import LATCH
from explainer.tasks.own_data import LabelledTexts, OwnData, PairList, Series
from explainer.tasks.parity import PARITY
from explainer.tasks.problem import Problem, Settings, Task, TaskError, TaskSetting
from explainer.tasks.pronouns import PRONOUNS
from explainer.tasks.recall import RECALL
from explainer.tasks.reviews import REVIEWS
from explainer.tasks.series import SERIES
from explainer.tasks.sine import SINE
from explainer.tasks.spell import SPELL
from explainer.tasks.text import TEXT
from explainer.tasks.translate import TRANSLATE
from explainer.tasks.trend import TREND
from explainer.tasks.windows import WINDOWS

TASKS: dict[str, Task] = {
    task.key: task
    for task in (
        RECALL, COPY, ADDING, PARITY, COUNTING, BRACKETS, LATCH, SINE, TREND, WINDOWS, HOURLY, SERIES, TEXT, REVIEWS,
        PRONOUNS, TRANSLATE, SPELL,
    )
}  # fmt: skip

KINDS: dict[str, type] = {"series": Series, "text": str, "pairs": PairList, "labelled": LabelledTexts}
"""What a task that reads the visitor's data takes."""


def find_task(key: str) -> Task:
    """Return a task by its key; raises TaskError, which lists the keys that exist."""
    if key not in TASKS:
        raise TaskError(f"There is no task “{_shown(key)}”; there are {', '.join(TASKS)}.")
    return TASKS[key]


def make_problem(key: str, settings: Settings, data: OwnData | None = None) -> Problem:
    """Make a task's problem from settings, and from the visitor's data where the task reads them; raises TaskError."""
    task = find_task(key)
    full = checked_settings(task, settings)
    if not task.reads:
        return task.make(full)
    return task.make(full, data if isinstance(data, KINDS[task.reads]) else None)


def recipe_defaults(task: Task, cell: str, settings: Settings | None = None) -> dict[str, Any]:
    """Return the default recipe fields of a task for a cell; a cell without its own entry gets that of "".

    Some settings of a task have recipes of their own.
    """
    own = (task.recipes_of_settings.get((name, value)) for name, value in (settings or {}).items())
    tables = [task.recipe_defaults, *(table for table in own if table)]
    return {name: value for table in tables for name, value in table.get(cell, table.get("", {})).items()}


def has_own_recipe(task: Task, cell: str) -> bool:
    """Tell whether a task's default recipe was measured with a cell; one without an entry is none of the measured."""
    measured = {name for name in task.recipe_defaults if name} or {"LSTM", "GRU", "RNN"}
    return cell in measured


def checked_settings(task: Task, settings: Settings) -> Settings:
    """Return all of a task's settings, missing ones at their defaults; raises TaskError for an invalid value.

    A setting that came later than the first recipes has, where it is missing, the value that they mean.
    """
    for name in settings:
        if name not in task.settings:
            names = ", ".join(task.settings)
            raise TaskError(f"{task.title} has no setting “{_shown(name)}”; it has {names}.")
    return {
        name: _value(task, name, setting, settings.get(name, _missing(setting)))
        for name, setting in task.settings.items()
    }


def default_settings(task: Task) -> dict[str, int | float | str]:
    """Return the settings with which a new run of a task begins."""
    return {name: setting.default for name, setting in task.settings.items()}


def _missing(setting: TaskSetting) -> int | float | str:
    return setting.default if setting.absent is None else setting.absent


def _value(task: Task, name: str, setting: TaskSetting, value: Any) -> int | float | str:
    if setting.choices:
        allowed = " or ".join(f"“{choice}”" for choice in setting.choices)
        fits = isinstance(value, str) and value in setting.choices
    else:
        whole = isinstance(setting.default, int)
        allowed = f"a {'whole ' if whole else ''}number from {setting.low:g} to {setting.high:g}"
        fits = _is_number(value) and setting.low <= value <= setting.high and (not whole or value == int(value))
    if not fits:
        raise TaskError(f"{task.title}: {name} is “{_shown(value)}”; {allowed} would be right.")
    return value if setting.choices else type(setting.default)(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 20 else f"{text[:17]}…"
