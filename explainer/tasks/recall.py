"""The recall task: a symbol, then a gap of distractors, and at the end the symbol is the target."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import BLANK, LETTERS, QUERY, one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out

FILLERS = {"noise": "wxyz", "silence": BLANK}  # what fills the gap


def make(settings: Settings) -> Problem:
    """Make the task: one symbol of k at the first step, a gap, and "?" at the last, where that symbol is the target."""
    k, gap = settings["symbols"], settings["gap"]
    fill = FILLERS[settings["filler"]]
    draw = partial(_draw, k, gap, len(fill))
    test = held_out(draw)
    names = (*LETTERS[:k], *fill, QUERY)
    return Problem(
        n=len(names), k=k, steps=gap + 1, kind="classes", where="last", metric="accuracy", baseline=1 / k, solved=0.99,
        draw=draw, test=test, probe=test.select(0), inputs=names, outputs=names[:k],
    )  # fmt: skip


def _draw(k: int, gap: int, fillers: int, rng: np.random.Generator, count: int) -> Batch:
    codes = rng.integers(k, k + fillers, (gap + 1, count))
    codes[0] = first = rng.integers(0, k, count)
    codes[-1] = k + fillers
    return Batch(one_hot(codes, k + fillers + 1), first)


RECALL = Task(
    key="recall",
    title="Delayed recall",
    description="One symbol comes first, then a long gap. At the question mark: which symbol was it?",
    hint="The forget gate (LSTM) or update gate (GRU) should keep the memory through the whole gap. "
    "The plain RNN rewrites its whole state at every step: over a long gap it stays at chance.",
    baseline="A guess without memory: right with a chance of 1 divided by the number of symbols.",
    settings={
        "gap": TaskSetting("Gap", 100, "How many steps lie between the symbol and the question.", 2, 499),
        "symbols": TaskSetting("Symbols", 8, "How many different symbols can come first.", 2, 16),
        "filler": TaskSetting(
            "Gap filler", "noise", "What fills the gap: four other symbols at random, or always the same blank.",
            choices=tuple(FILLERS),
        ),
    },
    make=make,
    recipe_defaults={  # twenty seeds of twenty after at most 450 (LSTM) and 200 updates (GRU); none of the RNN
        "LSTM": {"m": 64, "keep": "chrono", "rate": 0.005, "updates": 1000},
        "GRU": {"m": 32, "keep": "chrono", "updates": 400},
        "RNN": {"m": 32, "keep": "as drawn", "rate": 0.003, "updates": 400},
        # twenty of twenty after at most 150 updates
        **dict.fromkeys(("minGRU", "minLSTM", "sLSTM", ""), {"m": 32, "keep": "chrono", "updates": 500}),
    },
)  # fmt: skip
