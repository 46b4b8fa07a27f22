"""Training of the shipped runs: `python -m explainer.training.train_shipped [run …]` makes data/trained again.

Each run follows its recipe from its seed; of its weights five moments are kept, in half precision, with the metric
that exactly these rounded weights come to over the whole test set.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.tasks.catalogue import TASKS, begun, made
from explainer.tasks.metrics import METRICS, is_solved
from explainer.tasks.predictions import judged
from explainer.tasks.problem import Problem
from explainer.torch_models.weights import Arrays, Saved, readout, stack
from explainer.torch_models.weights import write as write_weights
from explainer.training.loop import train
from explainer.training.recipe import Recipe, write
from explainer.training.records import Order, Snapshot, Update

HERE = Path(__file__).parent.parent / "data" / "trained"
CELLS_SHIPPED = ("LSTM", "GRU", "RNN")
MOST_POINTS = 60
FEW = 16
SIZES: Mapping[str, int] = {"adding": 24, "copy": 32}
"""The units of a task where they differ from FEW."""
SHORT = {"updates": 300}
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "recall-rnn": SHORT,
    "adding-rnn": SHORT,
    "copy-rnn": SHORT,
    "parity-rnn": {"m": 32},
}
"""What a run's recipe changes of that with which its cell begins the task: what is not learned is not tried long."""


def name(task: str, cell: str) -> str:
    """Return the name of a shipped run: "recall-lstm"."""
    return f"{task}-{cell.lower()}"


def recipes() -> dict[str, Recipe]:
    """Return the recipes of all that is shipped, by name."""
    return {name(task.key, cell): recipe(task.key, cell)
            for task in TASKS.values() if not task.reads_series for cell in CELLS_SHIPPED}  # fmt: skip


def recipe(task: str, cell: str) -> Recipe:
    """Return the recipe of one: as the cell begins the task, with few units, one seed and no longer than needed."""
    first = Recipe(task, dict(made_settings(task)), cell, device="cpu")
    small = {"m": SIZES.get(task, FEW), "seeds": 1}
    return replace(first, **(begun(TASKS[task], cell) | small | dict(CHANGES.get(name(task, cell), {}))))


def made_settings(task: str) -> Mapping[str, Any]:
    """Return a task's settings as they begin, written out, so that the file says them all."""
    return {key: knob.begin for key, knob in TASKS[task].knobs.items()}


def run(recipe: Recipe) -> Saved:
    """Follow a recipe to its end and return what is shipped of it."""
    loop = train(recipe)
    next(loop)
    snapshots, losses = {}, []
    record: Any = loop.send(Order("snapshot"))
    while True:
        if isinstance(record, Snapshot):
            snapshots[record.step] = rounded(record.weights)
        elif isinstance(record, Update):
            losses.append((record.step, float(np.asarray(record.loss)[0])))
        ask = isinstance(record, Update) and is_moment(record.step)
        try:
            record = loop.send(Order("snapshot") if ask else None)
        except StopIteration:
            break
    kept = {at: snapshots[at] for at in moments(list(snapshots))}
    return saved(recipe, kept, thinned(losses))


def is_moment(step: int) -> bool:
    """Tell whether weights may be kept after an update: after each of the first few, then after every 25th."""
    return step <= 4 or step % 25 == 0


def moments(steps: list[int]) -> list[int]:
    """Choose five of them: the start, the end, and three between on a scale of halves."""
    last = steps[-1]
    return sorted({0, last, *(min(steps, key=lambda one: abs(one - last / part)) for part in (2, 4, 16))})


def rounded(weights: Mapping[str, Any]) -> Arrays:
    """Return weights in half precision."""
    return {name: np.asarray(array).astype(np.float16) for name, array in weights.items()}


def thinned(losses: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return at most MOST_POINTS of a curve, each the mean of its stretch, with four digits."""
    parts = np.array_split(np.array(losses), min(MOST_POINTS, len(losses)))
    return [(int(part[-1, 0]), float(f"{part[:, 1].mean():.4g}")) for part in parts]


def saved(recipe: Recipe, kept: Mapping[int, Arrays], losses: Iterable[tuple[int, float]]) -> Saved:
    """Return what is written: all moments' weights, and the metric of each over the whole test set."""
    problem = made(recipe.task, recipe.settings)
    metric = {str(at): float(f"{measured(recipe, problem, arrays):.6g}") for at, arrays in kept.items()}
    named = {f"{at}/{name}": array for at, arrays in kept.items() for name, array in arrays.items()}
    last = metric[str(max(kept))]
    notes = {"metric": metric, "measure": problem.metric, "losses": list(losses), "note": note(problem, last)}
    return Saved(named, write(recipe), notes)


def note(problem: Problem, value: float) -> str:
    """Say what has become of a run: a task that a cell cannot learn is shown all the same, and says so."""
    if is_solved(problem, value):
        return "solved"
    written = METRICS[problem.metric].written.format
    known = f"{written(problem.solved)} counts and {written(problem.baseline)} needs no memory"
    return f"not solved: {written(value)}, where {known}"


def measured(recipe: Recipe, problem: Problem, arrays: Arrays) -> float:
    """Return the task's metric of weights, by the trace."""
    return judged(stack(arrays, lower(CELLS[recipe.cell])), readout(arrays), problem)


def main(wanted: list[str]) -> None:
    """Train what is wanted, or all, and write the files."""
    HERE.mkdir(exist_ok=True)
    for run_name, one in recipes().items():
        if not wanted or run_name in wanted:
            found = run(one)
            (HERE / f"{run_name}.safetensors").write_bytes(write_weights(found))
            print(run_name, found.notes["metric"], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
