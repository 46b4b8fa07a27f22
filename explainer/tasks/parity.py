"""The parity task: is the number of ones so far even or odd?"""

from functools import partial

import numpy as np

from explainer.inputs.symbols import one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out


def make(settings: Settings) -> Problem:
    """Make the task: random bits; the target, at each step or at the last alone, is the parity of the ones so far.

    From the current bit alone the answer is right at the first step, and half of the time after it.
    """
    length, each = settings["length"], settings["asked"] == "each step"
    draw = partial(_draw, length, each)
    test = held_out(draw)
    return Problem(
        n=2, k=2, steps=length, kind="classes", where="each" if each else "last", metric="accuracy",
        baseline=(length + 1) / (2 * length) if each else 0.5, solved=0.99, draw=draw, test=test, probe=test.select(0),
        inputs=("0", "1"), outputs=("even", "odd"),
    )  # fmt: skip


def _draw(length: int, each: bool, rng: np.random.Generator, count: int) -> Batch:
    bits = rng.integers(0, 2, (length, count))
    odd = np.cumsum(bits, axis=0) % 2
    return Batch(one_hot(bits, 2), odd if each else odd[-1])


PARITY = Task(
    key="parity",
    title="Parity",
    description="A sequence of zeros and ones. After each: is the number of ones so far even or odd?",
    hint="A single bit of memory flips at every 1. It never has to stay unchanged for long, "
    "so the plain RNN can solve this too.",
    baseline="The best answer from the current bit alone: right half of the time, and always at the first step.",
    settings={
        "length": TaskSetting("Length", 25, "How many bits a sequence has.", 2, 500),
        "asked": TaskSetting("Answer at", "each step",
                             "Where an answer is required; the last step alone is harder to learn.",
                             choices=("each step", "last step")),
    },
    make=make,
    recipe_defaults={  # five seeds of five after at most 125 (LSTM, GRU) and 850 updates (RNN)
        "LSTM": {"m": 32, "keep": "1", "updates": 600},
        "GRU": {"m": 32, "keep": "1", "updates": 600},
        "RNN": {"m": 32, "start": "orthogonal", "keep": "as drawn", "updates": 2000},
        # twenty seeds of twenty after at most 150 updates; minGRU and minLSTM, whose gates read x alone, stay at chance
        **dict.fromkeys(("sLSTM", ""), {"m": 32, "keep": "1", "updates": 1000}),
    },
)  # fmt: skip
