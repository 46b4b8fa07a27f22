"""What the live component receives besides its feed: the runs with their gates and states, the tasks with a probe."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from explainer.cells import palette
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state
from explainer.figures.gradient_figures import BAND_SHADES, HIGHEST, LOWEST
from explainer.numerics.gradient_flow import BANDS
from explainer.numerics.setup import cell_of
from explainer.tasks.catalogue import TASKS
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe
from explainer.web.colours import component_colours
from explainer.web.live.compared_run import ComparedRun
from explainer.web.live.task_payload import task

SHAPES = ("circle", "square", "triangle")
HUES = ("memory", "hidden", "keep")  # the order of colours wherever cells are compared
GATES = ("keep", "write", "read")
STATES = ("new", "memory", "hidden")


def payload(runs: Sequence[ComparedRun], planned: Problem, recipes: Sequence[Recipe] = ()) -> dict[str, Any]:
    """Return the data as JSON can hold it; without runs, the task that is planned for the recipes is shown."""
    problems: dict[str, Problem] = {"planned": planned} | {run.key: run.problem for run in runs}
    shown = {"planned"} if not runs else {run.key for run in runs}
    return {
        "runs": [_run(run, index) for index, run in enumerate(runs)],
        "task": "planned",
        "plan": plan(recipes),
        "published": _published(runs),
        "tasks": {key: task(problem) for key, problem in problems.items() if key in shown},
        "bands": bands(),
        **component_colours(),
    }


def bands() -> dict[str, Any]:
    """Return the bands of gradient norms, as on the page Gradients, and where the axis of the norms begins and ends."""
    stripes = [
        {"name": name, "top": top if np.isfinite(top) else None, "shade": BAND_SHADES[name]}
        for name, top in BANDS.items()
    ]
    return {"stripes": stripes, "lowest": LOWEST, "highest": HIGHEST}


def plan(recipes: Sequence[Recipe]) -> str:
    """Return a sentence about what would be trained."""
    if not recipes:
        return ""
    first, cells = recipes[0], [recipe.cell for recipe in recipes]
    names = cells[0] if len(cells) == 1 else f"{', '.join(cells[:-1])} and {cells[-1]}"
    same = " on the same batches," if len(cells) > 1 else ""
    seeds = f" {first.seeds} seeds{' each' if len(cells) > 1 else ''}," if first.seeds > 1 else ""
    return f"{names}, {_span(recipes, 'm')} units,{seeds}{same} for at most {_span(recipes, 'updates')} updates."


def _span(recipes: Sequence[Recipe], name: str) -> str:
    """Return a number that is the same in all recipes, or its range."""
    values = sorted({getattr(recipe, name) for recipe in recipes})
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def _published(runs: Sequence[ComparedRun]) -> str:
    """Return what others have published on the task of the runs, where there are several to compare."""
    return TASKS[runs[0].recipe.task].published if len(runs) > 1 else ""


def _run(run: ComparedRun, index: int) -> dict[str, Any]:
    recipe = run.recipe
    return {
        "id": run.id, "name": run.name, "task": run.key, "updates": recipe.updates, "clip": recipe.clip,
        "limit": recipe.limit, "colour": palette.HUES[HUES[index % 3]][0], "shape": SHAPES[index % 3],
        "letters": letters(recipe), "carried": carried(recipe), "inspect": f"/inspect?run={run.id}",
    }  # fmt: skip


def carried(recipe: Recipe) -> str:
    """Return the state that a cell carries along its memory, h where it carries none."""
    return carried_state(lower(cell_of(recipe.cell, recipe.text))) or "h"


def letters(recipe: Recipe) -> list[dict[str, Any]]:
    """Return a cell's gates and states that are drawn: gates on their own ramps, states on the signed one."""
    lines = lower(cell_of(recipe.cell, recipe.text)).cell.equations
    return [
        {
            "name": line.name, "role": line.role, "gate": line.role in GATES, "about": line.about.split(":")[0],
            "colour": palette.HUES[line.role][0],
            "ramp": palette.ramp(line.role) if line.role in GATES else palette.diverging(),
        }
        for line in lines
        if line.role in (*GATES, *STATES)
    ]  # fmt: skip
