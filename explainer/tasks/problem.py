"""What a network is trained on: tasks, their settings, and problems with batches, a test set and a probe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling

Settings = Mapping[str, Any]
"""Values of a task's settings by name: whole numbers, numbers or choices."""

TEST_SEED = (0, 0, 7919)  # of every test set: three numbers, while training batches are drawn from two
TEST_SIZE = 512  # sequences in a test set


class TaskError(ValueError):
    """An invalid setting or series for a task; the message says what is allowed."""


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences side by side: inputs `x` (T, n, B) float32, and their targets.

    `target` holds class numbers (int64) or numbers (float32): one per sequence, (B,) or (k, B), or one per step,
    (T, B) or (T, k, B). `mask` (T, B) is 1 where a step counts for loss and metric, else 0; None where all count.
    """

    x: NDArray[np.float32]
    target: NDArray[Any]
    mask: NDArray[np.float32] | None = None

    def select(self, column: int) -> "Batch":
        """Return one of the sequences, as a batch of 1."""
        here = slice(column, column + 1)
        return Batch(self.x[..., here], self.target[..., here], None if self.mask is None else self.mask[..., here])


@dataclass(frozen=True, eq=False)
class Series:
    """A visitor's own columns: their names, and `numbers` (rows, columns) float64."""

    names: tuple[str, ...]
    numbers: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """A task with its settings applied: inputs, targets, metric and data.

    `kind` is "classes" (k of them, cross-entropy) or "numbers" (k of them, squared error); `where` is "last"
    or "each" step. `metric` is a key of METRICS; `baseline` is its value without any memory, `solved` the value from
    which the task counts as solved. `test` is drawn once from its own seed and may be longer than `steps`, the
    length of training sequences; `probe` is one of its sequences, (T, n, 1), shown while training, and `labels` name
    its steps. `inputs` and `outputs` name the channels, and `scalings` (one per input, none where nothing
    was scaled) say how they were scaled; `unscale` undoes the scaling of a prediction. `future` (steps, k), scaled,
    is the true continuation of the probe, where predictions can be fed back as inputs. `line` computes from inputs
    (T, n, B) what is added to unscaled predictions, (k, B), where a network predicts a change. `baselines` are simple
    answers, each with a name and its score over the test set; where there are any, `baseline` is that of the best.
    """

    n: int
    k: int
    steps: int
    kind: str
    where: str
    metric: str
    baseline: float
    solved: float
    draw: Callable[[np.random.Generator, int], Batch]
    test: Batch
    probe: Batch
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    labels: tuple[str, ...] = ()
    scalings: tuple[Scaling, ...] = ()
    unscale: Callable[[NDArray[Any]], NDArray[Any]] = field(default=lambda numbers: numbers)
    future: NDArray[np.float32] | None = None
    line: Callable[[NDArray[Any]], NDArray[Any]] | None = None
    baselines: tuple[tuple[str, float], ...] = ()


def held_out(draw: Callable[[np.random.Generator, int], Batch], count: int = TEST_SIZE) -> Batch:
    """Draw the test set, always from the same seed."""
    return draw(np.random.default_rng(TEST_SEED), count)


@dataclass(frozen=True)
class TaskSetting:
    """One setting of a task: its title, default value, help sentence, and its range or its choices.

    `absent` is its value in a recipe that was written before the setting came, where that is not the default.
    """

    title: str
    default: int | float | str
    about: str
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()
    absent: int | float | str | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """A kind of problem: its texts, its settings, and the recipes that were measured to work.

    `description` is the question, `hint` what to look for in a trained network, `baseline` what is compared with it.
    `make` builds the problem from settings that have passed `checked_settings`, and from the visitor's own Series
    where the task reads one. `recipe_defaults` holds, per cell name ("" for any other), the fields of a Recipe that
    work with the defaults, as measured.
    """

    key: str
    title: str
    description: str
    hint: str
    baseline: str
    settings: Mapping[str, TaskSetting]
    make: Callable[..., Problem]
    recipe_defaults: Mapping[str, Mapping[str, Any]]
    reads_series: bool = False
