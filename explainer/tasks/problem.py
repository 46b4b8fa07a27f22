"""The problem: what a network is trained on, with batches drawn from a seed, a fixed test set and a probe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling

Settings = Mapping[str, Any]
"""What a visitor has set of a task's knobs, by name: whole numbers, numbers or choices."""

TEST = (0, 0, 7919)  # what every test set is drawn from: three numbers, as no batch of a training run is
TESTED = 512  # sequences in a test set


class TaskError(ValueError):
    """A setting or a series that a task cannot be made from; the message says what would be right."""


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences side by side: `x` (T, n, B) float32, and what is to be said of them.

    `target` holds class numbers (int64) or numbers (float32): one per sequence, (B,) or (k, B), or one per step,
    (T, B) or (T, k, B). `counts` (T, B) is 1 where a step is judged and 0 where not; None where all are.
    """

    x: NDArray[np.float32]
    target: NDArray[Any]
    counts: NDArray[np.float32] | None = None

    def only(self, column: int) -> "Batch":
        """Return one of the sequences, as a batch of 1."""
        here = slice(column, column + 1)
        return Batch(self.x[..., here], self.target[..., here], None if self.counts is None else self.counts[..., here])


@dataclass(frozen=True, eq=False)
class Series:
    """Columns of numbers that came from outside: their names, and `numbers` (rows, columns) float64."""

    names: tuple[str, ...]
    numbers: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """A task with its settings made: what is read, what is said, and how to tell whether it is right.

    `kind` is "classes" (k of them, cross-entropy) or "numbers" (k of them, squared error); `where` is "last"
    or "each" step. `metric` is a key of METRICS; `baseline` is what it is without any memory, `solved` from where on
    the task counts as solved. `test` is drawn once from its own seed and may be longer than `steps`, the length of
    what is trained on; `probe` is one sequence of it, (T, n, 1), that is watched while training, and `labels` says
    what its steps are. `inputs` and `outputs` name the channels, and `scalings` (one per input, none where nothing
    was scaled) say how they were scaled; `unscale` undoes the scaling of a number said. `future` (steps, k), scaled,
    is what really follows the probe, where what is said can be read again as the next input.
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


def held_out(draw: Callable[[np.random.Generator, int], Batch], count: int = TESTED) -> Batch:
    """Draw a test set: always the same one."""
    return draw(np.random.default_rng(TEST), count)


@dataclass(frozen=True)
class Knob:
    """One thing of a task that can be set: its range, or its choices, where it begins, and a sentence."""

    title: str
    begin: int | float | str
    about: str
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Task:
    """A problem in general: what is asked, what to look for, what can be set, and the recipe that works.

    `make` builds the problem from settings that have passed `checked`, and from the visitor's own Series where the
    task reads one. `begin` holds, per cell name ("" for any other), the fields of a Recipe that
    work with the defaults, as measured.
    """

    key: str
    title: str
    asks: str
    look: str
    baseline: str
    knobs: Mapping[str, Knob]
    make: Callable[..., Problem]
    begin: Mapping[str, Mapping[str, Any]]
    reads_series: bool = False
