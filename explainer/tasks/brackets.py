"""The bracket task: opening and closing brackets, and the nesting depth after each."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out


def make(settings: Settings) -> Problem:
    """Make the task: at depth 0 a bracket opens, at the deepest level it closes, otherwise either is as likely."""
    length, deepest = settings["length"], settings["deepest"]
    draw = partial(_draw, length, deepest)
    test = held_out(draw)
    return Problem(
        n=2, k=deepest + 1, steps=length, kind="classes", where="each", metric="accuracy",
        baseline=memoryless_accuracy(length, deepest), solved=0.99, draw=draw, test=test, probe=test.select(0),
        inputs=("(", ")"), outputs=tuple(f"depth {depth}" for depth in range(deepest + 1)),
    )  # fmt: skip


def memoryless_accuracy(length: int, deepest: int) -> float:
    """Return the accuracy of the best answer to each of the two symbols alone, from the probability of every depth."""
    depth_probability = np.zeros(deepest + 1)
    depth_probability[0] = 1.0
    expected = np.zeros((2, deepest + 1))  # how many times a symbol leads to a depth
    for _ in range(length):
        opens = depth_probability * np.where(np.arange(deepest + 1) == 0, 1.0, 0.5)
        opens[deepest] = 0.0
        after = np.roll(opens, 1), np.roll(depth_probability - opens, -1)
        expected += after
        depth_probability = after[0] + after[1]
    return float(expected.max(axis=1).sum() / length)


def _draw(length: int, deepest: int, rng: np.random.Generator, count: int) -> Batch:
    depths = np.zeros((length + 1, count), np.int64)
    for t, coin in enumerate(rng.integers(0, 2, (length, count)) * 2 - 1):
        here = depths[t]
        depths[t + 1] = here + np.where(here == 0, 1, np.where(here == deepest, -1, coin))
    return Batch(one_hot((np.diff(depths, axis=0) < 0).astype(int), 2), depths[1:])


BRACKETS = Task(
    key="brackets",
    title="Depth of brackets",
    description="Brackets open and close. After each one: how deep is the nesting?",
    hint="The depth is a number that goes up and down by one: look for a unit that follows it like a staircase.",
    baseline="The best answer from the current bracket alone, computed from the probability of every depth.",
    settings={
        "length": TaskSetting("Length", 40, "How many brackets a sequence has.", 4, 500),
        "deepest": TaskSetting("Deepest level", 4, "How deeply brackets can be nested.", 2, 10),
    },
    make=make,
    recipe_defaults={  # five seeds of five after at most 325 (LSTM), 150 (GRU) and 175 updates (RNN)
        "LSTM": {"m": 16, "keep": "1", "updates": 800},
        "GRU": {"m": 16, "keep": "1", "updates": 600},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 600},
        "": {"m": 16, "keep": "1", "updates": 600},
    },
)
