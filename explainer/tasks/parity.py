"""Parity: is the number of ones so far odd?"""

from functools import partial

import numpy as np

from explainer.inputs.symbols import one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out


def make(settings: Settings) -> Problem:
    """Make the task: bits by a coin, and at each step, or at the last alone, whether the ones so far are even or odd.

    Whoever sees only the present bit is right at the first step, where it says all, and half of the time after it.
    """
    length, each = settings["length"], settings["asked"] == "each step"
    draw = partial(_draw, length, each)
    test = held_out(draw)
    return Problem(
        n=2, k=2, steps=length, kind="classes", where="each" if each else "last", metric="accuracy",
        baseline=(length + 1) / (2 * length) if each else 0.5, solved=0.99, draw=draw, test=test, probe=test.only(0),
        inputs=("0", "1"), outputs=("even", "odd"),
    )  # fmt: skip


def _draw(length: int, each: bool, rng: np.random.Generator, count: int) -> Batch:
    bits = rng.integers(0, 2, (length, count))
    odd = np.cumsum(bits, axis=0) % 2
    return Batch(one_hot(bits, 2), odd if each else odd[-1])


PARITY = Task(
    key="parity",
    title="Parity",
    asks="Zeros and ones come. After each: is the number of ones so far even or odd?",
    look="A single bit of memory that every one turns over. It never has to be kept unchanged for long, "
    "and so the plain network can do it too.",
    baseline="Whoever sees only the present bit is right half of the time, and at the first step always.",
    knobs={
        "length": Knob("Length", 25, "How many bits are read.", 2, 500),
        "asked": Knob("Asked", "each step", "Where the answer is wanted: a long way to the last step teaches little.",
                      choices=("each step", "last step")),
    },
    make=make,
    begin={  # five starts of five after at most 125 (LSTM, GRU) and 850 updates (RNN)
        "LSTM": {"m": 32, "keep": "1", "updates": 600},
        "GRU": {"m": 32, "keep": "1", "updates": 600},
        "RNN": {"m": 32, "start": "orthogonal", "keep": "as drawn", "updates": 2000},
        "": {"m": 32, "keep": "1", "updates": 1000},
    },
)  # fmt: skip
