"""The entry: a run as a line of the collection, and how such lines are sorted and chosen from."""

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
    """One run: its name, recipe and state, the updates made, and how right it is.

    `measure` is a key of METRICS, `metric` the median over the seeds; `made` is in seconds since 1970, 0 for what is
    shipped. `own` says whether this visitor has started it, `note` why it ended.
    """

    run: str
    recipe: Recipe
    state: str
    step: int
    measure: str = ""
    metric: float = float("nan")
    made: float = 0.0
    own: bool = False
    note: str = ""

    @property
    def task(self) -> str:
        """The title of its task."""
        return TASKS[self.recipe.task].title if self.recipe.task in TASKS else self.recipe.task

    @property
    def score(self) -> str:
        """How right it is, as it is written; a dash where that is not known."""
        if self.measure not in METRICS or not np.isfinite(self.metric):
            return "–"
        one = METRICS[self.measure]
        return f"{one.title} {one.written.format(self.metric)}"

    @property
    def words(self) -> str:
        """Name it for a list: “Delayed recall, LSTM, m = 32 (recall-lstm)”."""
        return f"{self.task}, {self.recipe.cell}, m = {self.recipe.m} ({self.run})"


def median(metric: Iterable[float | None]) -> float:
    """Return the median over the seeds that have a number."""
    found = [one for one in metric if one is not None and np.isfinite(one)]
    return float(np.median(found)) if found else float("nan")


def rank(entry: Entry) -> float:
    """Return how good a run is, the lower the better, within its task; what is not known comes last."""
    if entry.measure not in METRICS or not np.isfinite(entry.metric):
        return float("inf")
    return -entry.metric if METRICS[entry.measure].better == "higher" else entry.metric


ORDERS: Mapping[str, Callable[[Entry], Any]] = {
    "newest": lambda entry: (-entry.made, entry.run),
    "task": lambda entry: (entry.task, entry.recipe.cell, -entry.made),
    "cell": lambda entry: (entry.recipe.cell, entry.task, -entry.made),
    "best in its task": lambda entry: (entry.task, rank(entry), entry.run),
    "most updates": lambda entry: (-entry.step, entry.run),
}
ALL = "all"


def chosen(entries: Iterable[Entry], task: str = ALL, cell: str = ALL, state: str = ALL) -> list[Entry]:
    """Return the entries of a task (by title), a cell and a state."""
    return [
        one for one in entries
        if task in (ALL, one.task) and cell in (ALL, one.recipe.cell) and state in (ALL, one.state)
    ]  # fmt: skip


def row(entry: Entry) -> dict[str, Any]:
    """Return an entry as a row of the table, its name first."""
    recipe = entry.recipe
    made = datetime.fromtimestamp(entry.made, UTC).strftime("%Y-%m-%d %H:%M") if entry.made else ""
    return {
        "run": entry.run, "task": entry.task, "cell": recipe.cell, "m": recipe.m, "layers": recipe.layers,
        "starts": recipe.seeds, "state": entry.state, "updates": entry.step, "how right": entry.score,
        "begun (UTC)": made,
        "yours": "yes" if entry.own else "", "how it ended": entry.note,
    }  # fmt: skip
