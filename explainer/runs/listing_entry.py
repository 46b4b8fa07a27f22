"""An entry of the list of runs: sorting, filtering, and its row of the table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from explainer.tasks.catalogue import TASKS
from explainer.tasks.metrics import METRICS
from explainer.training.recipe import Recipe

SHIPPED = "shipped"
STATES = ("queued", "running", "paused", "ended", SHIPPED)


@dataclass(frozen=True)
class Entry:
    """One run: its name, recipe, state, number of updates and metric.

    `metric_name` is a key of METRICS, `metric` the median over the seeds; `created` is in seconds since 1970, 0 for
    shipped runs. `own` says whether this visitor has started it, `note` why it ended.
    """

    run: str
    recipe: Recipe
    state: str
    step: int
    metric_name: str = ""
    metric: float = float("nan")
    created: float = 0.0
    own: bool = False
    note: str = ""

    @property
    def task(self) -> str:
        """The title of its task."""
        return TASKS[self.recipe.task].title if self.recipe.task in TASKS else self.recipe.task

    @property
    def score(self) -> str:
        """The metric as text; a dash where it is not known."""
        if self.metric_name not in METRICS or not np.isfinite(self.metric):
            return "–"
        metric = METRICS[self.metric_name]
        return f"{metric.title} {metric.format(self.metric)}"

    @property
    def label(self) -> str:
        """Its label in lists: “Delayed recall, LSTM, m = 32 (recall-lstm)”."""
        return f"{self.task}, {self.recipe.cell}, m = {self.recipe.m} ({self.run})"


def median(metric: Iterable[float | None]) -> float:
    """Return the median over the seeds with a finite number."""
    found = [one for one in metric if one is not None and np.isfinite(one)]
    return float(np.median(found)) if found else float("nan")


def rank(entry: Entry) -> float:
    """Return a sort key for runs of one task, the best first and unknown metrics last."""
    if entry.metric_name not in METRICS or not np.isfinite(entry.metric):
        return float("inf")
    return -entry.metric if METRICS[entry.metric_name].better == "higher" else entry.metric


SORT_KEYS: Mapping[str, Callable[[Entry], Any]] = {
    "newest": lambda entry: (-entry.created, entry.run),
    "task": lambda entry: (entry.task, entry.recipe.cell, -entry.created),
    "cell": lambda entry: (entry.recipe.cell, entry.task, -entry.created),
    "best in its task": lambda entry: (entry.task, rank(entry), entry.run),
    "most updates": lambda entry: (-entry.step, entry.run),
}
ALL = "all"


def filter_entries(entries: Iterable[Entry], task: str = ALL, cell: str = ALL, state: str = ALL) -> list[Entry]:
    """Return the entries of a task (by title), a cell and a state."""
    return [
        one for one in entries
        if task in (ALL, one.task) and cell in (ALL, one.recipe.cell) and state in (ALL, one.state)
    ]  # fmt: skip


def table_row(entry: Entry) -> dict[str, Any]:
    """Return an entry as a row of the table, its name first."""
    recipe = entry.recipe
    started = datetime.fromtimestamp(entry.created, UTC).strftime("%Y-%m-%d %H:%M") if entry.created else ""
    return {
        "run": entry.run, "task": entry.task, "cell": recipe.cell, "m": recipe.m, "layers": recipe.layers,
        "seeds": recipe.seeds, "state": entry.state, "updates": entry.step, "score": entry.score,
        "started (UTC)": started, "yours": "yes" if entry.own else "", "outcome": entry.note,
    }  # fmt: skip
