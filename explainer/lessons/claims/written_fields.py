"""What a visitor's own claim can be made of: tasks, fields of a recipe, measures and relations, with their limits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from explainer.lessons.claims.measures import score, updates_to_solve
from explainer.lessons.course.message import gettext_noop
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import TASKS, default_settings, make_problem
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import TaskSetting
from explainer.training.limits import CHOICES, FLOAT_LIMITS, INTEGER_LIMITS

SIDES = ("one", "two")
"""The two conditions; their query parameters begin with these words."""
FIELDS: Mapping[str, str] = {
    "m": gettext_noop("Units"), "layers": gettext_noop("Layers"), "keep": gettext_noop("Forget/update-gate bias"),
    "start": gettext_noop("Initialization"), "optimiser": gettext_noop("Optimiser"),
    "rate": gettext_noop("Learning rate"), "clip": gettext_noop("Gradient clipping"),
    "batch": gettext_noop("Batch"), "chunk": gettext_noop("Chunk length"), "dropout": gettext_noop("Dropout"),
    "zoneout": gettext_noop("Zoneout"),
}  # fmt: skip
"""The fields of a recipe that a condition may set, with their titles.

What the first condition does not set has its measured default; what the second does not set is as in the first.
"""
LAST = 25  # updates whose loss is averaged
SEEDS, SEEDS_DEFAULT = (2, 32), 6
UPDATES = (1, 4000)
BOUND = (-1e6, 1e6)
TASK_KEYS = tuple(key for key, task in TASKS.items() if not task.reads)
"""The tasks that need no data of a visitor's own."""


@dataclass(frozen=True)
class Measure:
    """What is measured of a trained run: its title, its name in sentences, and the number of each seed, (S,)."""

    title: str
    name: str
    numbers: Callable[[RunResult], Sequence[float]]


def final_loss(result: RunResult) -> Sequence[float]:
    """Return the mean loss of the last updates, (S,)."""
    return [float(one) for one in result.losses[-LAST:].mean(axis=0)]


def largest_gradient(result: RunResult) -> Sequence[float]:
    """Return the largest norm of a gradient before clipping, (S,)."""
    return [float(one) for one in np.nan_to_num(result.norms, nan=np.inf).max(axis=0)]


MEASURES: Mapping[str, Measure] = {
    "score": Measure(gettext_noop("Final score"), "", score),
    "updates": Measure(gettext_noop("Updates to solve the task"), "number of updates until solved", updates_to_solve),
    "loss": Measure(gettext_noop("Final loss"), "final loss", final_loss),
    "gradient": Measure(gettext_noop("Largest gradient norm"), "largest gradient norm", largest_gradient),
}
RELATIONS: Mapping[str, str] = {
    "above": gettext_noop("first minus second is above the margin"),
    "below": gettext_noop("first minus second is below the margin"),
    "within": gettext_noop("they differ by less than the margin"),
}


def measure_name(measure: str, task: str) -> str:
    """Return the name of a measure in a sentence; a score is named by the task's metric."""
    return MEASURES[measure].name or METRICS[_metric(task)].title.lower()


@cache  # one entry for each task
def _metric(task: str) -> str:
    return make_problem(task, default_settings(TASKS[task])).metric


def setting_key(side: str, task: str, name: str) -> str:
    """Return the query parameter of a task's setting in one condition: “one_recall_gap”."""
    return f"{side}_{task}_{name}"


def choices_of(name: str) -> Collection[str] | None:
    """Return the options of a recipe's field, None where it is a number."""
    return CHOICES.get(name)


def limits_of(name: str) -> tuple[int, int] | tuple[float, float]:
    """Return the least and the largest value of a recipe's field that is a number."""
    return INTEGER_LIMITS[name] if name in INTEGER_LIMITS else FLOAT_LIMITS[name]


def settings_of(task: str) -> Mapping[str, TaskSetting]:
    """Return the settings of a task."""
    return TASKS[task].settings
