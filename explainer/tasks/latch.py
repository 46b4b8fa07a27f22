"""Latch and reset: a switch that one symbol turns on and another off, and that stays as it is in between."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import BLANK, one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out

NAMES = (BLANK, "set", "reset")


def make(settings: Settings) -> Problem:
    """Make the task: at each step "set" or "reset" come with the chance `often` together; is the switch on?"""
    length, often = settings["length"], settings["often"]
    draw = partial(_draw, length, often)
    test = held_out(draw)
    half = int(np.argmin(np.abs(test.target.mean(axis=0) - 0.5)))  # a probe on which “off” is not always right
    return Problem(
        n=3, k=2, steps=length, kind="classes", where="each", metric="accuracy", baseline=best_guess(length, often),
        solved=0.99, draw=draw, test=test, probe=test.only(half), inputs=NAMES, outputs=("off", "on"),
    )  # fmt: skip


def best_guess(length: int, often: float) -> float:
    """Return how often the best answer to the present symbol alone is right: at a blank "off", how it began.

    After t steps it is still as it began, off, with (1 − often)^t, and otherwise on or off alike.
    """
    off = (1 + (1 - often) ** np.arange(length)) / 2  # before each step
    return float(often + (1 - often) * off.mean())


def _draw(length: int, often: float, rng: np.random.Generator, count: int) -> Batch:
    codes = np.where(rng.uniform(size=(length, count)) < often, rng.integers(1, 3, (length, count)), 0)
    last = np.maximum.accumulate(np.where(codes > 0, np.arange(length)[:, None], -1), axis=0)  # where it was last told
    on = (np.take_along_axis(codes, np.maximum(last, 0), axis=0) == 1) & (last >= 0)
    return Batch(one_hot(codes, 3), on.astype(np.int64))


LATCH = Task(
    key="latch",
    title="Latch and reset",
    asks="A switch is set, and reset, now and then. After each step: is it on?",
    look="The gates have nothing to do at a blank: keep open, write shut. They act at “set” and “reset” alone.",
    baseline="Whoever sees only the present symbol is right at “set” and “reset”, and says “off” at every blank.",
    knobs={
        "length": Knob("Length", 60, "How many steps are read.", 20, 500),
        "often": Knob("How often", 0.05, "The chance at each step that the switch is told anything.", 0.02, 0.5),
    },
    make=make,
    begin={  # five starts of five after at most 100 updates, each of the three
        "LSTM": {"m": 16, "keep": "1", "updates": 400},
        "GRU": {"m": 16, "keep": "1", "updates": 400},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 400},
        "": {"m": 16, "keep": "1", "updates": 400},
    },
)
