"""What the gates of trained networks do at the symbols and words of the test set, one number per seed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.memory import keep_gate, write_gate
from explainer.cells.primitives import Array
from explainer.numerics.batch_values import layer_values
from explainer.runs.run_result import RunResult
from explainer.tasks.batch import Batch
from explainer.tasks.catalogue import make_problem
from explainer.tasks.gender_findings import measure_gender
from explainer.tasks.review_words import AT, FILLER, OPINION, OTHER, words_of_kinds
from explainer.torch_models.weights import layers_from_weights

SEQUENCES = 128  # of the test set
Values = Mapping[str, Array]
"""The keep gate, the write gate and, where there is one, the reset gate "r" over a batch, (T, B, m) each."""


def of_each_seed(result: RunResult, measure: Callable[[Values, Batch], float]) -> Sequence[float]:
    """Return what `measure` finds in the gates of each seed's network over sequences of the test set, (S,)."""
    problem, program = make_problem(result.recipe.task, result.recipe.settings), lower(CELLS[result.recipe.cell])
    batch, names = problem.test.columns(0, SEQUENCES), {"keep": keep_gate(program), "write": write_gate(program)}
    if program.step("r"):
        names["r"] = "r"
    x = np.moveaxis(problem.dense(batch), 1, 2)  # (T, B, n)
    found = (
        layer_values(layers_from_weights(result.weights, program, k), x, 0,
                     lambda run: {role: run.values[str(name)] for role, name in names.items()})
        for k in range(result.recipe.seeds)
    )  # fmt: skip
    return [measure(values, batch) for values in found]


def write_on_keywords(result: RunResult) -> Sequence[float]:
    """Return how many times as far the write gate opens at opinion words as at fillers, (S,)."""

    def ratio(values: Values, batch: Batch) -> float:
        kinds = review_words(batch)
        return float(values["write"][kinds[OPINION]].mean() / values["write"][kinds[FILLER]].mean())

    return of_each_seed(result, ratio)


def keep_at_but(result: RunResult) -> Sequence[float]:
    """Return how much lower the keep gate is at “but” than at all other words, as a negative number, (S,)."""
    return of_each_seed(result, lambda values, batch: change_at_but(values["keep"], batch))


def reset_more_than_update(result: RunResult) -> Sequence[float]:
    """Return how much further the reset gate falls at “but” than the update gate, (S,)."""
    return of_each_seed(
        result, lambda values, batch: change_at_but(values["keep"], batch) - change_at_but(values["r"], batch)
    )


def change_at_but(gate: Array, batch: Batch) -> float:
    """Return the mean of a gate (T, B, m) at “but”, minus that at all other words."""
    kinds = review_words(batch)
    return float(gate[kinds[AT]].mean() - gate[kinds[OTHER]].mean())


def review_words(batch: Batch) -> Mapping[str, NDArray[np.bool_]]:
    """Return where the words of each kind stand, (T, B) by kind."""
    assert batch.lengths is not None
    return words_of_kinds(batch.x, batch.lengths)


def keep_at_noise(result: RunResult) -> Sequence[float]:
    """Return the mean of the keep gate at symbols that say nothing, minus that at those that count, (S,)."""

    def difference(values: Values, batch: Batch) -> float:
        counts, noise = symbols_that_count(result.recipe.task, batch.x)
        return float(values["keep"][noise].mean() - values["keep"][counts].mean())

    return of_each_seed(result, difference)


def symbols_that_count(task: str, x: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where symbols of the latch or of the recall count, and where they say nothing, (T, B) each."""
    if task == "latch":
        return x[:, 0] == 0, x[:, 0] == 1
    steps = np.broadcast_to(np.arange(len(x))[:, None], (len(x), x.shape[-1]))
    return steps == 0, (steps > 0) & (steps < len(x) - 1)


def keep_in_gap(result: RunResult) -> Sequence[float]:
    """Return the mean of the keep gate over all units between the first symbol and the question, (S,)."""
    return of_each_seed(result, lambda values, batch: float(values["keep"][1:-1].mean()))


def keep_of_best_units(result: RunResult) -> Sequence[float]:
    """Return the mean of the keep gate in that gap, in the quarter of the units that keeps the most, (S,)."""

    def best(values: Values, batch: Batch) -> float:
        units = np.sort(values["keep"][1:-1].mean(axis=(0, 1)))
        return float(units[-(len(units) // 4) :].mean())

    return of_each_seed(result, best)


def keep_and_write_correlation(result: RunResult) -> Sequence[float]:
    """Return the size of the correlation of the keep gate with 1 minus the write gate, the mean of all units, (S,)."""

    def correlation(values: Values, batch: Batch) -> float:
        counts = np.ones(batch.x.shape[::2], np.bool_) if batch.mask is None else batch.mask > 0  # (T, B)
        keep, rest = values["keep"][counts], 1 - values["write"][counts]  # (N, m)
        return float(np.mean([abs(np.corrcoef(keep[:, k], rest[:, k])[0, 1]) for k in range(keep.shape[1])]))

    return of_each_seed(result, correlation)


def forget_at_new_subject(result: RunResult) -> Sequence[float]:
    """Return the keep gate at a new subject minus that elsewhere, in the unit that holds the gender best, (S,)."""
    problem, program = make_problem(result.recipe.task, result.recipe.settings), lower(CELLS[result.recipe.cell])
    changes = []
    for k in range(result.recipe.seeds):
        found = measure_gender(layers_from_weights(result.weights, program, k), problem, 0)
        if found is None or found.gate is None:  # its values are not finite
            changes.append(float("nan"))
            continue
        best = found.probes[0].best
        changes.append(float(found.gate.at_new[best] - found.gate.elsewhere[best]))
    return changes
