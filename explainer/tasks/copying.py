"""Copy memory: several symbols, a gap, and then all of them again in their order (Arjovsky, Shah & Bengio 2016)."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import ASK, BLANK, LETTERS, one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out


def make(settings: Settings) -> Problem:
    """Make the task: `count` symbols, gap − 1 blanks, "?", and `count` blanks over which the symbols are to be said.

    In all gap + 2 count steps, as in section 5.1 of the paper; only the last `count` are judged.
    """
    k, count, gap = settings["symbols"], settings["count"], settings["gap"]
    draw = partial(_draw, k, count, gap)
    test = held_out(draw)
    names = (*LETTERS[:k], BLANK, ASK)
    return Problem(
        n=len(names), k=k, steps=gap + 2 * count, kind="classes", where="each", metric="accuracy", baseline=1 / k,
        solved=0.99, draw=draw, test=test, probe=test.only(0), inputs=names, outputs=names[:k],
    )  # fmt: skip


def _draw(k: int, count: int, gap: int, rng: np.random.Generator, batch: int) -> Batch:
    symbols = rng.integers(0, k, (count, batch))
    codes = np.full((gap + 2 * count, batch), k)  # (T, B), all blank
    codes[:count], codes[-count - 1] = symbols, k + 1
    target, counts = np.zeros_like(codes), np.zeros(codes.shape, np.float32)
    target[-count:], counts[-count:] = symbols, 1
    return Batch(one_hot(codes, k + 2), target, counts)


COPY = Task(
    key="copy",
    title="Copy memory",
    asks="Several symbols come, then a gap. After the question mark: say all of them again, in their order.",
    look="Several things are to be kept apart at once, and their order too: different units should hold different "
    "symbols across the gap.",
    baseline="Without memory each symbol is a guess: one in as many as there are symbols.",
    knobs={
        "gap": Knob("Gap", 20, "How many steps lie between the last symbol and the first that is said again.", 2, 400),
        "count": Knob("How many", 5, "How many symbols are to be kept.", 1, 20),
        "symbols": Knob("Symbols", 8, "How many different symbols there are.", 2, 16),
    },
    make=make,
    begin={  # five starts of five after at most 1,700 (LSTM) and 800 updates (GRU)
        "LSTM": {"m": 64, "keep": "chrono", "updates": 2500},
        "GRU": {"m": 64, "start": "orthogonal", "keep": "1", "updates": 1500},
        "RNN": {"m": 64, "start": "orthogonal", "keep": "as drawn", "updates": 1500},
        "": {"m": 64, "start": "orthogonal", "keep": "1", "updates": 2500},
    },
)
