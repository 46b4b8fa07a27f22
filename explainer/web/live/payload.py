"""What the live component receives besides its feed: the runs with their gates and states, the tasks with a probe."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells import palette
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state
from explainer.figures.gradient_figures import BAND_SHADES, HIGHEST, LOWEST
from explainer.inputs import sequence as inputs
from explainer.numerics.gradient_flow import BANDS
from explainer.numerics.setup import cell_of
from explainer.tasks import probe
from explainer.tasks.baselines import best
from explainer.tasks.catalogue import TASKS
from explainer.tasks.language_metrics import bits_per_character
from explainer.tasks.metrics import METRICS, in_units
from explainer.tasks.pair_baselines import symbol_baseline
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import can_write, default_prompt
from explainer.tasks.text_split import TextSplit
from explainer.tasks.writing import TEMPERATURES
from explainer.training.recipe import Recipe
from explainer.web.colours import component_colours
from explainer.web.live.compared_run import ComparedRun

SHAPES = ("circle", "square", "triangle")
HUES = ("memory", "hidden", "keep")  # the order of colours wherever cells are compared
GATES = ("keep", "write", "read")
STATES = ("new", "memory", "hidden")
CONSTANT_TEXTS = {"classes": "constant: class frequencies", "numbers": "constant: the mean"}


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


def task(problem: Problem) -> dict[str, Any]:
    """Return a problem's probe with its target, its metric, and the levels that simple answers reach."""
    sequence, metric = probe.sequence(problem), METRICS[problem.metric]
    target = _probe_target(problem)
    return {
        "kind": problem.kind, "where": problem.where, "steps": len(sequence.x), **_inputs(sequence),
        "source": _source(problem),
        "outputs": list(problem.outputs), "target": _rounded(target[..., 0]), "mask": _mask(problem),
        "range": _range(problem), "levels": levels(problem), "solved": problem.solved,
        "best": best(problem.baselines, problem.metric)[0] if problem.baselines else None,
        "split": _split(problem.split),
        "symbol_baseline": symbol_baseline(problem.pairs) if problem.pairs else None,
        "constant_loss": constant_loss(problem), "constant_text": CONSTANT_TEXTS[problem.kind],
        "metric": {"title": metric.title, "description": metric.description, "better": metric.better,
                   "percent": "%" in metric.template},
        "prompt": prompt(problem),
    }  # fmt: skip


def prompt(problem: Problem) -> dict[str, Any] | None:
    """Return the default prompt of a language model, and between which temperatures it can be moved; else None."""
    if not can_write(problem):
        return None
    return {**asdict(default_prompt(problem)), "limits": list(TEMPERATURES), "symbols": problem.k}


def _split(split: TextSplit | None) -> dict[str, Any] | None:
    """Return which part of a text the test is, and how many bits per character one nat per token is."""
    if split is None:
        return None
    bits = bits_per_character(1.0, split.characters) if split.characters else None
    return {"name": split.test_name, "held_out": split.held_out, "bits_per_nat": bits}


def levels(problem: Problem) -> list[dict[str, Any]]:
    """Return the scores that are drawn as lines: of each simple answer, or the one without memory."""
    found = problem.baselines or (("without memory", problem.baseline),)
    return [{"name": name, "value": value} for name, value in found]


def _probe_target(problem: Problem) -> NDArray[Any]:
    batch = problem.probe
    return batch.target if problem.kind == "classes" else in_units(problem, batch.target, batch.x)


def constant_loss(problem: Problem) -> float:
    """Return the loss on the test set of the best constant answer.

    For classes it is the entropy of their frequencies, for numbers their variance (as scaled for the loss).
    """
    test = problem.test
    if problem.kind == "classes":
        counted = test.target if test.mask is None else test.target[test.mask > 0]
        shares = np.bincount(counted.ravel()) / counted.size
        return float(-sum(share * np.log(share) for share in shares if share > 0))
    numbers = np.moveaxis(np.asarray(test.target, np.float64), -2, 0)  # (k, B) or (k, T, B)
    counted = numbers if test.mask is None else numbers[:, test.mask > 0]
    return float(counted.reshape(len(numbers), -1).var(axis=1).mean())


def _inputs(sequence: inputs.Sequence) -> dict[str, Any]:
    if sequence.kind == "text":
        return {"symbols": list(sequence.visible_labels), "channels": []}
    columns = zip(sequence.channels, sequence.raw.T, strict=True)
    return {"symbols": None, "channels": [{"name": name, "values": _rounded(column)} for name, column in columns]}


def _source(problem: Problem) -> list[str] | None:
    """Return the symbols that an encoder reads first, in its order; None where there is none."""
    source = probe.source_sequence(problem)
    return list(source.labels) if source else None


def _mask(problem: Problem) -> list[bool]:
    """Return for each step of the probe whether it counts."""
    mask = problem.probe.mask
    return [True] * len(problem.probe.x) if mask is None else [bool(one) for one in mask[:, 0] > 0]


def _range(problem: Problem) -> list[float]:
    """Return the smallest and the largest target of the test set."""
    if problem.kind == "classes":
        return [0.0, 1.0]
    numbers = in_units(problem, problem.test.target, problem.test.x)
    return [float(np.min(numbers)), float(np.max(numbers))]


def _rounded(numbers: Any) -> Any:
    """Return numbers as nested lists, with six significant digits."""
    if isinstance(numbers, np.ndarray):
        return _rounded(numbers.tolist())
    if isinstance(numbers, list):
        return [_rounded(one) for one in numbers]
    return float(f"{numbers:.6g}") if isinstance(numbers, float) else numbers
