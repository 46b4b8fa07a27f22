"""The latch task: a switch that one symbol turns on and another off, and that keeps its state in between."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import BLANK, one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out

NAMES = (BLANK, "set", "reset")


def make(settings: Settings) -> Problem:
    """Make the task: "set" and "reset" together have the probability `often` at each step; is the switch on?"""
    length, often = settings["length"], settings["often"]
    draw = partial(_draw, length, often)
    test = held_out(draw)
    half = int(np.argmin(np.abs(test.target.mean(axis=0) - 0.5)))  # a probe that is not “off” at every step
    return Problem(
        n=3, k=2, steps=length, kind="classes", where="each", metric="accuracy",
        baseline=memoryless_accuracy(length, often), solved=0.99, draw=draw, test=test, probe=test.select(half),
        inputs=NAMES, outputs=("off", "on"),
    )  # fmt: skip


def memoryless_accuracy(length: int, often: float) -> float:
    """Return the accuracy of the best answer to the current symbol alone, which at a blank is the initial state, "off".

    After t steps it is still in that state with probability (1 − often)^t, and otherwise on or off equally often.
    """
    off = (1 + (1 - often) ** np.arange(length)) / 2  # before each step
    return float(often + (1 - often) * off.mean())


def _draw(length: int, often: float, rng: np.random.Generator, count: int) -> Batch:
    codes = np.where(rng.uniform(size=(length, count)) < often, rng.integers(1, 3, (length, count)), 0)
    last = np.maximum.accumulate(
        np.where(codes > 0, np.arange(length)[:, None], -1), axis=0
    )  # step of the last set or reset
    on = (np.take_along_axis(codes, np.maximum(last, 0), axis=0) == 1) & (last >= 0)
    return Batch(one_hot(codes, 3), on.astype(np.int64))


LATCH = Task(
    key="latch",
    title="Latch and reset",
    description="Now and then a switch is set or reset. After each step: is it on?",
    hint="At a blank the forget gate should stay open and the input gate closed. They should act at “set” and “reset”.",
    baseline="The best answer from the current symbol alone: right at “set” and “reset”, and “off” at every blank.",
    settings={
        "length": TaskSetting("Length", 60, "How many steps a sequence has.", 20, 500),
        "often": TaskSetting("How often", 0.05, "The chance of a “set” or “reset” at each step.", 0.02, 0.5),
    },
    make=make,
    recipe_defaults={  # five seeds of five after at most 100 updates, for each of the three cells
        "LSTM": {"m": 16, "keep": "1", "updates": 400},
        "GRU": {"m": 16, "keep": "1", "updates": 400},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 400},
        # twenty seeds of twenty after at most 150 updates
        **dict.fromkeys(("minGRU", "minLSTM", "sLSTM", ""), {"m": 16, "keep": "1", "updates": 400}),
    },
)
