"""The payload: what the live page needs besides its feed: the runs with their letters, and the tasks with a probe."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from explainer.cells import palette
from explainer.cells.program import lower
from explainer.inputs import sequence as inputs
from explainer.numerics.setup import cell_of
from explainer.tasks import probe
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe
from explainer.web.live.compared_run import Racer

SHAPES = ("circle", "square", "triangle")
HUES = ("memory", "hidden", "keep")  # in the order in which cells wear them wherever they are compared
GATES = ("keep", "write", "read")
STATES = ("new", "memory", "hidden")
GUESSES = {"classes": "saying each class as often as it comes", "numbers": "always saying the mean"}


def payload(racers: Sequence[Racer], planned: Problem, recipes: Sequence[Recipe] = ()) -> dict[str, Any]:
    """Return it as JSON can hold it; with no runs, the task that is planned for some recipes is shown."""
    problems: dict[str, Problem] = {"planned": planned} | {racer.key: racer.problem for racer in racers}
    shown = {"planned"} if not racers else {racer.key for racer in racers}
    return {
        "runs": [_run(racer, place) for place, racer in enumerate(racers)],
        "task": "planned",
        "plan": plan(recipes),
        "tasks": {key: task(problem) for key, problem in problems.items() if key in shown},
        "dark": palette.dark_of(),
    }


def plan(recipes: Sequence[Recipe]) -> str:
    """Say what would be trained, in a sentence."""
    if not recipes:
        return ""
    first, cells = recipes[0], [recipe.cell for recipe in recipes]
    names = cells[0] if len(cells) == 1 else f"{', '.join(cells[:-1])} and {cells[-1]}"
    same = " on the same batches" if len(cells) > 1 else ""
    seeds = f" from {first.seeds} starts each" if first.seeds > 1 else ""
    return f"{names}, {_span(recipes, 'm')} units,{seeds}{same}, for at most {_span(recipes, 'updates')} updates."


def _span(recipes: Sequence[Recipe], name: str) -> str:
    """Return what is the same in all recipes, or from where to where it goes."""
    values = sorted({getattr(recipe, name) for recipe in recipes})
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def _run(racer: Racer, place: int) -> dict[str, Any]:
    recipe = racer.recipe
    return {
        "id": racer.id, "name": racer.name, "task": racer.key, "updates": recipe.updates, "clip": recipe.clip,
        "limit": recipe.limit, "colour": palette.HUES[HUES[place % 3]][0], "shape": SHAPES[place % 3],
        "letters": letters(recipe), "inspect": f"/inspect?run={racer.id}",
    }  # fmt: skip


def letters(recipe: Recipe) -> list[dict[str, Any]]:
    """Return the letters of a recipe's cell that are drawn: gates on their own ramps, states on the signed one."""
    lines = lower(cell_of(recipe.cell, recipe.text)).cell.equations
    return [
        {
            "name": line.name, "role": line.role, "gate": line.role in GATES, "about": line.about.split(":")[0],
            "colour": palette.HUES[line.role][0],
            "ramp": palette.ramp(line.role) if line.role in GATES else palette.signed(),
        }
        for line in lines
        if line.role in (*GATES, *STATES)
    ]  # fmt: skip


def task(problem: Problem) -> dict[str, Any]:
    """Return a problem's probe with what is right, its metric, and the levels that can be reached without memory."""
    read, metric = probe.sequence(problem), METRICS[problem.metric]
    target = problem.probe.target if problem.kind == "classes" else problem.unscale(problem.probe.target)
    return {
        "kind": problem.kind, "where": problem.where, "steps": len(read.x), **_reads(read),
        "outputs": list(problem.outputs), "truth": _short(target[..., 0]), "judged": _judged(problem),
        "range": _range(problem), "base": problem.baseline, "solved": problem.solved,
        "guess": guess(problem), "guessing": GUESSES[problem.kind],
        "metric": {"title": metric.title, "words": metric.words, "better": metric.better,
                   "percent": "%" in metric.written},
    }  # fmt: skip


def guess(problem: Problem) -> float:
    """Return the loss on the test set of the best answer that is always the same.

    For classes it is the entropy of their shares, for numbers their variance (both as scaled for the loss).
    """
    test = problem.test
    if problem.kind == "classes":
        judged = test.target if test.counts is None else test.target[test.counts > 0]
        shares = np.bincount(judged.ravel()) / judged.size
        return float(-sum(share * np.log(share) for share in shares if share > 0))
    numbers = np.moveaxis(np.asarray(test.target, np.float64), -2, 0)  # (k, B) or (k, T, B)
    judged = numbers if test.counts is None else numbers[:, test.counts > 0]
    return float(judged.reshape(len(numbers), -1).var(axis=1).mean())


def _reads(read: inputs.Sequence) -> dict[str, Any]:
    if read.kind == "text":
        return {"reads": list(read.visible), "channels": []}
    columns = zip(read.channels, read.raw.T, strict=True)
    return {"reads": None, "channels": [{"name": name, "values": _short(column)} for name, column in columns]}


def _judged(problem: Problem) -> list[bool]:
    counts = problem.probe.counts
    return [True] * len(problem.probe.x) if counts is None else [bool(one) for one in counts[:, 0] > 0]


def _range(problem: Problem) -> list[float]:
    """Return between which numbers the right answers of the test set lie."""
    if problem.kind == "classes":
        return [0.0, 1.0]
    numbers = problem.unscale(problem.test.target)
    return [float(np.min(numbers)), float(np.max(numbers))]


def _short(numbers: Any) -> Any:
    """Return numbers as nested lists, with six digits that count."""
    if isinstance(numbers, np.ndarray):
        return _short(numbers.tolist())
    if isinstance(numbers, list):
        return [_short(one) for one in numbers]
    return float(f"{numbers:.6g}") if isinstance(numbers, float) else numbers
