"""Delayed recall: a symbol comes first, then nothing of interest, and at last it is asked for."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import ASK, BLANK, LETTERS, one_hot
from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out

FILLERS = {"noise": "wxyz", "silence": BLANK}  # what fills the gap


def make(settings: Settings) -> Problem:
    """Make the task: one symbol of k at the first step, a gap, and "?" at the last, where the symbol is to be said."""
    k, gap = settings["symbols"], settings["gap"]
    fill = FILLERS[settings["filler"]]
    draw = partial(_draw, k, gap, len(fill))
    test = held_out(draw)
    names = (*LETTERS[:k], *fill, ASK)
    return Problem(
        n=len(names), k=k, steps=gap + 1, kind="classes", where="last", metric="accuracy", baseline=1 / k, solved=0.99,
        draw=draw, test=test, probe=test.only(0), inputs=names, outputs=names[:k],
    )  # fmt: skip


def _draw(k: int, gap: int, fillers: int, rng: np.random.Generator, count: int) -> Batch:
    codes = rng.integers(k, k + fillers, (gap + 1, count))
    codes[0] = first = rng.integers(0, k, count)
    codes[-1] = k + fillers
    return Batch(one_hot(codes, k + fillers + 1), first)


RECALL = Task(
    key="recall",
    title="Delayed recall",
    asks="One symbol comes first, then a long gap. At the question mark: which symbol was it?",
    look="The gate that keeps should stay open through the whole gap: the symbol has to cross it without being "
    "overwritten. A plain network rewrites its whole state at every step, and over a long gap stays at chance.",
    baseline="Without memory only a guess is left: one in as many as there are symbols.",
    knobs={
        "gap": Knob("Gap", 100, "How many steps lie between the symbol and the question.", 2, 499),
        "symbols": Knob("Symbols", 8, "How many different symbols can come first.", 2, 16),
        "filler": Knob(
            "In the gap", "noise", "What is read meanwhile: four other symbols at random, or always the same blank.",
            choices=tuple(FILLERS),
        ),
    },
    make=make,
    begin={  # five starts of five after at most 300 (LSTM) and 150 updates (GRU); the RNN none, at chance
        "LSTM": {"m": 32, "keep": "chrono", "updates": 400},
        "GRU": {"m": 32, "keep": "chrono", "updates": 400},
        "RNN": {"m": 32, "keep": "as drawn", "rate": 0.003, "updates": 400},
        "": {"m": 32, "keep": "chrono", "updates": 500},
    },
)  # fmt: skip
