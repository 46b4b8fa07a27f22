"""The catalogue: all tasks by their keys, and how settings from outside become a problem."""

from typing import Any

from explainer.tasks.adding import ADDING
from explainer.tasks.brackets import BRACKETS
from explainer.tasks.copying import COPY
from explainer.tasks.counting import COUNTING
from explainer.tasks.hourly import HOURLY
from explainer.tasks.latch import LATCH
from explainer.tasks.parity import PARITY
from explainer.tasks.problem import Knob, Problem, Series, Settings, Task, TaskError
from explainer.tasks.recall import RECALL
from explainer.tasks.series import SERIES
from explainer.tasks.sine import SINE
from explainer.tasks.trend import TREND
from explainer.tasks.windows import WINDOWS

TASKS: dict[str, Task] = {
    task.key: task
    for task in (
        RECALL, COPY, ADDING, PARITY, COUNTING, BRACKETS, LATCH, SINE, TREND, WINDOWS, HOURLY, SERIES,
    )
}  # fmt: skip


def find(key: str) -> Task:
    """Return a task by its key; raises TaskError that names those that exist."""
    if key not in TASKS:
        raise TaskError(f"There is no task “{_shown(key)}”; there are {', '.join(TASKS)}.")
    return TASKS[key]


def made(key: str, settings: Settings, series: Series | None = None) -> Problem:
    """Make a task's problem from settings, checked here, and a series where it reads one; raises TaskError."""
    task = find(key)
    full = checked(task, settings)
    return task.make(full, series) if task.reads_series else task.make(full)


def begun(task: Task, cell: str) -> dict[str, Any]:
    """Return the fields of a recipe that a cell begins a task with; any other cell begins as "" does."""
    return dict(task.begin.get(cell, task.begin.get("", {})))


def checked(task: Task, settings: Settings) -> Settings:
    """Return all of a task's settings, what is not given as it begins; raises TaskError for what cannot be."""
    for name in settings:
        if name not in task.knobs:
            known = ", ".join(task.knobs)
            raise TaskError(f"{task.title} has no setting “{_shown(name)}”; it has {known}.")
    return {name: _value(task, name, knob, settings.get(name, knob.begin)) for name, knob in task.knobs.items()}


def _value(task: Task, name: str, knob: Knob, value: Any) -> int | float | str:
    if knob.choices:
        right = " or ".join(f"“{choice}”" for choice in knob.choices)
        fits = isinstance(value, str) and value in knob.choices
    else:
        whole = isinstance(knob.begin, int)
        right = f"a {'whole ' if whole else ''}number from {knob.low:g} to {knob.high:g}"
        fits = _is_number(value) and knob.low <= value <= knob.high and (not whole or value == int(value))
    if not fits:
        raise TaskError(f"{task.title}: {name} is “{_shown(value)}”; {right} would be right.")
    return value if knob.choices else type(knob.begin)(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 20 else f"{text[:17]}…"
