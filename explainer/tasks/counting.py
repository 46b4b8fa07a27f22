"""The counting task: strings a…ab…b with as many b as a; which symbols may follow each (Gers & Schmidhuber 2001)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting

START, A, B, END = range(4)
NAMES = ("S", "a", "b", "E")


def make(settings: Settings) -> Problem:
    """Make the task as in section III of the paper: the input is S aⁿ bⁿ, the targets are what may come next.

    Three outputs per step, 1 for a symbol that may follow (a, b, and E for the end) and 0 for one that may not: after
    an a both a and b may, after a b only b, and after the last b only E. A string is accepted if all are on the right
    side of one half at all its steps. The test set has each n once, also those longer than any in training.
    """
    longest = settings["longest"]
    draw = partial(_draw, longest)
    every = np.arange(1, longest + settings["beyond"] + 1)
    test = strings(every)
    return Problem(
        n=4, k=3, steps=2 * longest + 1, kind="numbers", where="each", metric="accepted", baseline=0.0,
        solved=1.0, draw=draw, test=test, probe=test.select(len(every) - 1), inputs=NAMES,
        outputs=tuple(f"{name} may follow" for name in NAMES[A:]),
    )  # fmt: skip


def strings(n: NDArray[np.int64]) -> Batch:
    """Return S aⁿ bⁿ for each n (B,), with what may follow; padding, which the mask leaves out, is E."""
    t = np.arange(2 * n.max() + 1)[:, None]  # (T, 1)
    codes = np.where(t == 0, START, np.where(t <= n, A, np.where(t <= 2 * n, B, END)))  # (T, B)
    may = np.stack([t <= n, (t > 0) & (t < 2 * n), t >= 2 * n], axis=1)  # (T, 3, B)
    return Batch(one_hot(codes, 4), may.astype(np.float32), (t <= 2 * n).astype(np.float32))


def _draw(longest: int, rng: np.random.Generator, count: int) -> Batch:
    n = rng.integers(1, longest + 1, count)
    n[0] = longest  # all batches have the same length
    return strings(n)


COUNTING = Task(
    key="counting",
    title="Counting: aⁿbⁿ",
    description="Each string has as many b as a. After each symbol: which symbols may follow, or is this the end?",
    hint="One unit of the LSTM's cell state rises with every a and falls with every b: it counts. "
    "The longest strings of the test are longer than any in training. The plain RNN learned it with 17 of 20 seeds.",
    baseline="From the current symbol alone the last b looks like any other b, so no string is accepted.",
    settings={
        "longest": TaskSetting("Longest in training", 10, "Training uses strings with n from 1 to this.", 2, 100),
        "beyond": TaskSetting("Longer in the test", 2, "How far n goes beyond that in the test.", 0, 100),
    },
    make=make,
    recipe_defaults={  # twenty seeds of twenty after at most 400 (LSTM) and 550 updates (GRU)
        "LSTM": {"m": 16, "keep": "1", "updates": 800},
        "GRU": {"m": 16, "keep": "1", "updates": 1200},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 1000},
        "": {"m": 16, "keep": "1", "updates": 1200},
    },
)
