"""The adding problem (Hochreiter & Schmidhuber 1997): two of many numbers are marked; what is their sum?"""

from functools import partial

import numpy as np

from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out


def make(settings: Settings) -> Problem:
    """Make the task as Le, Jaitly & Hinton (2015, section 4.1) pose it: values in 0 to 1, one mark in each half.

    The target is the sum itself; its variance, 1/6, is the mean squared error of always answering 1.
    """
    draw = partial(_draw, settings["length"])
    test = held_out(draw)
    return Problem(
        n=2, k=1, steps=settings["length"], kind="numbers", where="last", metric="mse", baseline=1 / 6, solved=0.01,
        draw=draw, test=test, probe=test.select(0), inputs=("value", "mark"), outputs=("sum",),
    )  # fmt: skip


def _draw(length: int, rng: np.random.Generator, count: int) -> Batch:
    values = rng.uniform(0.0, 1.0, (length, count)).astype(np.float32)
    marks = np.zeros_like(values)
    marks[rng.integers(0, length // 2, count), np.arange(count)] = 1
    marks[rng.integers(length // 2, length, count), np.arange(count)] = 1
    return Batch(np.stack([values, marks], axis=1), (values * marks).sum(axis=0)[None])  # (T, 2, B), (1, B)


ADDING = Task(
    key="adding",
    title="Adding problem",
    description="A number comes at every step, and two of them are marked. At the end: what is the sum of those two?",
    hint="The input gate should open at the two marks and stay closed otherwise: the memory changes in two steps.",
    baseline="Always answering 1, the mean of all sums: its mean squared error is their variance, 1/6, or 0.1667.",
    settings={"length": TaskSetting("Length", 100, "How many numbers a sequence has.", 4, 500)},
    make=make,
    recipe_defaults={  # five seeds of five after at most 500 (LSTM, half a batch) and 250 updates (GRU)
        "LSTM": {"m": 64, "keep": "chrono", "batch": 32, "updates": 1000},
        "GRU": {"m": 64, "start": "orthogonal", "keep": "1", "updates": 600},
        "RNN": {"m": 64, "start": "orthogonal", "keep": "as drawn", "updates": 1000},
        # twenty seeds of twenty after at most 500 (minGRU) and 300 updates (minLSTM, sLSTM)
        **dict.fromkeys(
            ("minGRU", "minLSTM", "sLSTM", ""), {"m": 64, "start": "orthogonal", "keep": "chrono", "updates": 1000}
        ),
    },
)
