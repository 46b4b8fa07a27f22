"""Brackets: how deep are we? Opening and closing brackets, and the depth after each."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out


def make(settings: Settings) -> Problem:
    """Make the task: at depth 0 a bracket opens, at the deepest it closes, in between a coin decides."""
    length, deepest = settings["length"], settings["deepest"]
    draw = partial(_draw, length, deepest)
    test = held_out(draw)
    return Problem(
        n=2, k=deepest + 1, steps=length, kind="classes", where="each", metric="accuracy",
        baseline=best_guess(length, deepest), solved=0.99, draw=draw, test=test, probe=test.only(0),
        inputs=("(", ")"), outputs=tuple(f"depth {depth}" for depth in range(deepest + 1)),
    )  # fmt: skip


def best_guess(length: int, deepest: int) -> float:
    """Return how often the best answer to each of the two symbols alone is right, from the chances of every depth."""
    chances = np.zeros(deepest + 1)
    chances[0] = 1.0
    met = np.zeros((2, deepest + 1))  # expected times that a symbol leads to a depth
    for _ in range(length):
        opens = chances * np.where(np.arange(deepest + 1) == 0, 1.0, 0.5)
        opens[deepest] = 0.0
        after = np.roll(opens, 1), np.roll(chances - opens, -1)
        met += after
        chances = after[0] + after[1]
    return float(met.max(axis=1).sum() / length)


def _draw(length: int, deepest: int, rng: np.random.Generator, count: int) -> Batch:
    depths = np.zeros((length + 1, count), np.int64)
    for t, coin in enumerate(rng.integers(0, 2, (length, count)) * 2 - 1):
        here = depths[t]
        depths[t + 1] = here + np.where(here == 0, 1, np.where(here == deepest, -1, coin))
    return Batch(one_hot((np.diff(depths, axis=0) < 0).astype(int), 2), depths[1:])


BRACKETS = Task(
    key="brackets",
    title="Depth of brackets",
    asks="Brackets open and close. After each: how deep are we?",
    look="The depth is a number that goes up and down by one: look for a unit that follows it like a staircase.",
    baseline="The best answer to the present bracket alone, whatever came before, from the chances of every depth.",
    knobs={
        "length": Knob("Length", 40, "How many brackets are read.", 4, 500),
        "deepest": Knob("Deepest", 4, "How deep brackets can lie in each other.", 2, 10),
    },
    make=make,
    begin={  # five starts of five after at most 325 (LSTM), 150 (GRU) and 175 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 800},
        "GRU": {"m": 16, "keep": "1", "updates": 600},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 600},
        "": {"m": 16, "keep": "1", "updates": 600},
    },
)
