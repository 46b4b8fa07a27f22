"""The copy task: several symbols, a gap, and then all of them again in order (Arjovsky, Shah & Bengio 2016)."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import BLANK, LETTERS, QUERY, one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out


def make(settings: Settings) -> Problem:
    """Make the task: `count` symbols, gap − 1 blanks, "?", and `count` blanks at which the symbols are the target.

    In all gap + 2 count steps, as in section 5.1 of the paper; only the last `count` steps have a target.
    """
    k, count, gap = settings["symbols"], settings["count"], settings["gap"]
    draw = partial(_draw, k, count, gap)
    test = held_out(draw)
    names = (*LETTERS[:k], BLANK, QUERY)
    return Problem(
        n=len(names), k=k, steps=gap + 2 * count, kind="classes", where="each", metric="accuracy", baseline=1 / k,
        solved=0.99, draw=draw, test=test, probe=test.select(0), inputs=names, outputs=names[:k],
    )  # fmt: skip


def _draw(k: int, count: int, gap: int, rng: np.random.Generator, batch: int) -> Batch:
    symbols = rng.integers(0, k, (count, batch))
    codes = np.full((gap + 2 * count, batch), k)  # (T, B), all blank
    codes[:count], codes[-count - 1] = symbols, k + 1
    target, mask = np.zeros_like(codes), np.zeros(codes.shape, np.float32)
    target[-count:], mask[-count:] = symbols, 1
    return Batch(one_hot(codes, k + 2), target, mask)


COPY = Task(
    key="copy",
    title="Copy memory",
    description="Several symbols come, then a gap. After the question mark: repeat all of them, in their order.",
    hint="Several symbols and their order have to be remembered at once: different units should hold different "
    "symbols across the gap.",
    baseline="A guess without memory: right with a chance of 1 divided by the number of different symbols.",
    settings={
        "gap": TaskSetting("Gap", 20, "How many steps lie between the last symbol and the first repeated one.", 2, 400),
        "count": TaskSetting("Symbols to repeat", 5, "How many symbols have to be remembered.", 1, 20),
        "symbols": TaskSetting("Different symbols", 8, "How many different symbols there are.", 2, 16),
    },
    make=make,
    recipe_defaults={  # five seeds of five after at most 1,700 (LSTM) and 800 updates (GRU)
        "LSTM": {"m": 64, "keep": "chrono", "updates": 3600},
        "GRU": {"m": 64, "start": "orthogonal", "keep": "1", "updates": 2000},
        "RNN": {"m": 64, "start": "orthogonal", "keep": "as drawn", "updates": 1500},
        "": {"m": 64, "start": "orthogonal", "keep": "1", "updates": 3600},
    },
)
