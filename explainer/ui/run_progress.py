"""How far the runs on the Train page are, as a task of a lesson is decided by it."""

import math
from collections.abc import Iterable

from explainer.lessons.course.state import RunProgress
from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.runs.service import run_service
from explainer.tasks.metrics import METRICS


def run_progress(runs: Iterable[str]) -> tuple[RunProgress, ...]:
    """Return the progress of runs by their names; those that are not there any more are left out."""
    found = []
    for run in runs:
        try:
            found.append(progress_of(run_service().row(run)))
        except RunError:
            continue
    return tuple(found)


def progress_of(row: Row) -> RunProgress:
    """Return the progress of a run; its metric is that of the best seed at the last evaluation."""
    recipe, name = row.recipe, row.started.get("metric", "")
    scores = [score for score in row.metric if score is not None]
    higher = name in METRICS and METRICS[name].better == "higher"
    best = (max(scores) if higher else min(scores)) if scores else math.nan
    goal = row.started.get("solved", math.nan)
    solved = best >= goal if higher else best <= goal
    return RunProgress(
        recipe.cell, recipe.task, recipe.keep, recipe.settings, row.step, bool(name and solved), row.has_ended, best
    )
