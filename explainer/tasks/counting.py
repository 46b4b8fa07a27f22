"""Counting: strings a…ab…b with as many b as a, and what may follow after each symbol (Gers & Schmidhuber 2001)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task

START, A, B, END = range(4)
NAMES = ("S", "a", "b", "E")


def make(settings: Settings) -> Problem:
    """Make the task by the protocol of the paper's section III: S aⁿ bⁿ is read, what may come next is said.

    Three answers per step, 1 for a symbol that may follow (a, b, and E for the end) and 0 for one that may not: after
    an a both a and b may, after a b only b, and after the last b only E. A string is accepted if all are on the right
    side of one half at all its steps. The test holds each n once, also those beyond what was trained on.
    """
    longest = settings["longest"]
    draw = partial(_draw, longest)
    every = np.arange(1, longest + settings["beyond"] + 1)
    test = strings(every)
    return Problem(
        n=4, k=3, steps=2 * longest + 1, kind="numbers", where="each", metric="accepted", baseline=0.0,
        solved=1.0, draw=draw, test=test, probe=test.only(len(every) - 1), inputs=NAMES,
        outputs=tuple(f"{name} may follow" for name in NAMES[A:]),
    )  # fmt: skip


def strings(n: NDArray[np.int64]) -> Batch:
    """Return S aⁿ bⁿ for each n (B,), with what may follow; a shorter one is filled up with E, which does not count."""
    t = np.arange(2 * n.max() + 1)[:, None]  # (T, 1)
    codes = np.where(t == 0, START, np.where(t <= n, A, np.where(t <= 2 * n, B, END)))  # (T, B)
    may = np.stack([t <= n, (t > 0) & (t < 2 * n), t >= 2 * n], axis=1)  # (T, 3, B)
    return Batch(one_hot(codes, 4), may.astype(np.float32), (t <= 2 * n).astype(np.float32))


def _draw(longest: int, rng: np.random.Generator, count: int) -> Batch:
    n = rng.integers(1, longest + 1, count)
    n[0] = longest  # all batches are equally long
    return strings(n)


COUNTING = Task(
    key="counting",
    title="Counting: aⁿbⁿ",
    asks="As many b as a: after each symbol, which symbols may follow, and when is the string over?",
    look="One unit of the LSTM's memory climbs by a step with every a and comes down again with every b: a counter. "
    "The longest strings of the test are longer than any that it was trained on.",
    baseline="Whoever sees only the present symbol cannot tell the last b from the others: no string is accepted.",
    knobs={
        "longest": Knob("Longest in training", 10, "Strings with n from 1 to this are trained on.", 2, 100),
        "beyond": Knob("Longer in the test", 2, "By how much n goes beyond that in the test.", 0, 100),
    },
    make=make,
    begin={  # five starts of five after at most 225 (LSTM), 525 (GRU) and 450 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 600},
        "GRU": {"m": 16, "keep": "1", "updates": 1200},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 1000},
        "": {"m": 16, "keep": "1", "updates": 1200},
    },
)
