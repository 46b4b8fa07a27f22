"""Training the shipped runs: `python -m explainer.training.train_shipped [run …]` makes data/trained again.

Each file holds five checkpoints of a run in half precision, with the metric of exactly these rounded weights over the
whole test set.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.tasks.baselines import describe_best
from explainer.tasks.catalogue import TASKS, default_settings, make_problem, recipe_defaults
from explainer.tasks.metrics import METRICS, is_solved
from explainer.tasks.predictions import evaluate
from explainer.tasks.problem import Problem
from explainer.torch_models.weights import (
    Arrays,
    Saved,
    encoder_from_weights,
    layers_from_weights,
    readout_from_weights,
)
from explainer.torch_models.weights import write as write_weights
from explainer.training.loop import train
from explainer.training.recipe import Recipe, recipe_to_json
from explainer.training.records import Order, Snapshot, Update

FOLDER = Path(__file__).parent.parent / "data" / "trained"
CELLS_SHIPPED = ("LSTM", "GRU", "RNN")
MAX_POINTS = 60
UNITS = 16
SIZES: Mapping[str, int] = {"adding": 24, "copy": 32, "hourly": 36, "text": 32, "translate": 64, "spell": 64}
"""The units of a task where they differ from UNITS."""
SHORT = {"updates": 300}
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "recall-rnn": SHORT,
    "adding-rnn": SHORT,
    "copy-rnn": SHORT,
    "translate-rnn": SHORT,
    "spell-rnn": SHORT,
    "parity-rnn": {"m": 32},
    **{f"text-{cell}": {"early": False, "updates": 1000} for cell in ("lstm", "gru", "rnn")},
}
"""What a run changes of the default recipe; runs that do not learn their task are short."""
SETTINGS: Mapping[str, Mapping[str, Any]] = {"text": {"source": "zen"}}
"""Settings of a task that differ from its defaults: the Zen is the same in every version of Python."""
FURTHER: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "translate-digits": ("translate", "LSTM", {"pairs": "digits-english"}),
}
"""Further runs by name: task, cell, and the settings that differ from the defaults; their units are the task's own."""


def run_name(task: str, cell: str) -> str:
    """Return the name of a shipped run: "recall-lstm"."""
    return f"{task}-{cell.lower()}"


def recipes() -> dict[str, Recipe]:
    """Return the recipes of all shipped runs by name."""
    by_task = {run_name(task.key, cell): recipe(task.key, cell)
               for task in TASKS.values() if task.reads != "series" for cell in CELLS_SHIPPED}  # fmt: skip
    return by_task | {name: further_recipe(*one) for name, one in FURTHER.items()}


def further_recipe(task: str, cell: str, settings: Mapping[str, Any]) -> Recipe:
    """Return the recipe of a further run: the default one of these settings, with one seed."""
    chosen = default_settings(TASKS[task]) | dict(settings)
    first = Recipe(task, chosen, cell, device="cpu")
    return replace(first, **(recipe_defaults(TASKS[task], cell, chosen) | {"seeds": 1}))


def recipe(task: str, cell: str) -> Recipe:
    """Return the recipe of a shipped run: the default one with few units and one seed."""
    first = Recipe(task, default_settings(TASKS[task]) | dict(SETTINGS.get(task, {})), cell, device="cpu")
    small = {"m": SIZES.get(task, UNITS), "seeds": 1}
    return replace(first, **(recipe_defaults(TASKS[task], cell) | small | dict(CHANGES.get(run_name(task, cell), {}))))


def run(recipe: Recipe) -> Saved:
    """Train a recipe to its end and return the file to be shipped."""
    loop = train(recipe)
    next(loop)
    snapshots, losses = {}, []
    record: Any = loop.send(Order("snapshot"))
    while True:
        if isinstance(record, Snapshot):
            snapshots[record.step] = rounded(record.weights)
        elif isinstance(record, Update):
            losses.append((record.step, float(np.asarray(record.loss)[0])))
        wants_snapshot = isinstance(record, Update) and may_be_checkpoint(record.step)
        try:
            record = loop.send(Order("snapshot") if wants_snapshot else None)
        except StopIteration:
            break
    checkpoints = {step: snapshots[step] for step in checkpoint_steps(list(snapshots))}
    return make_file(recipe, checkpoints, thinned(losses))


def may_be_checkpoint(step: int) -> bool:
    """Return whether an update may be a checkpoint: each of the first four, then every 25th."""
    return step <= 4 or step % 25 == 0


def checkpoint_steps(steps: list[int]) -> list[int]:
    """Choose five checkpoints: the first step, the last, and those nearest to 1/16, 1/4 and 1/2 of the last."""
    last = steps[-1]
    return sorted({0, last, *(min(steps, key=lambda one: abs(one - last / part)) for part in (2, 4, 16))})


def rounded(weights: Mapping[str, Any]) -> Arrays:
    """Return weights in half precision."""
    return {name: np.asarray(array).astype(np.float16) for name, array in weights.items()}


def thinned(losses: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return at most MAX_POINTS of a curve, each the mean of its part, with four digits."""
    parts = np.array_split(np.array(losses), min(MAX_POINTS, len(losses)))
    return [(int(part[-1, 0]), float(f"{part[:, 1].mean():.4g}")) for part in parts]


def make_file(recipe: Recipe, checkpoints: Mapping[int, Arrays], losses: Iterable[tuple[int, float]]) -> Saved:
    """Return the file of a run: the weights of all checkpoints, and the metric of each over the whole test set."""
    problem = make_problem(recipe.task, recipe.settings)
    metric = {str(step): float(f"{test_metric(recipe, problem, arrays):.6g}") for step, arrays in checkpoints.items()}
    named = {f"{step}/{name}": array for step, arrays in checkpoints.items() for name, array in arrays.items()}
    last = metric[str(max(checkpoints))]
    notes = {"metric": metric, "measure": problem.metric, "losses": list(losses), "note": note(problem, last)}
    return Saved(named, recipe_to_json(recipe), notes)


def note(problem: Problem, value: float) -> str:
    """Say whether a run solved its task; runs that did not are shipped too."""
    if is_solved(problem, value):
        return "solved"
    text = METRICS[problem.metric].format
    return f"not solved: {text(value)}; {text(problem.solved)} counts, and {describe_best(problem)}"


def test_metric(recipe: Recipe, problem: Problem, arrays: Arrays) -> float:
    """Return the metric of some weights over the whole test set."""
    program = lower(CELLS[recipe.cell])
    return evaluate(layers_from_weights(arrays, program), readout_from_weights(arrays), problem,
                    encoder=encoder_from_weights(arrays, program))  # fmt: skip


def main(wanted: list[str]) -> None:
    """Train the named runs, or all, and write their files."""
    FOLDER.mkdir(exist_ok=True)
    for name, one in recipes().items():
        if not wanted or name in wanted:
            file = run(one)
            (FOLDER / f"{name}.safetensors").write_bytes(write_weights(file))
            print(name, file.notes["metric"], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
