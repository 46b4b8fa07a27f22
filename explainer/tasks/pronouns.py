"""The pronouns task: at each question mark, is the subject of the sentence he or she?"""

from functools import partial
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out
from explainer.tasks.pronoun_text import (
    GENDERS,
    INDEX,
    WORDS,
    first_gender,
    gender_at_each_step,
    pronoun_at,
    write_sentences,
)


def make(settings: Settings) -> Problem:
    """Make the task: sentences word by word; only the question marks, one for each pronoun, have a target."""
    length, clause = settings["length"], settings["clause"]
    draw = partial(_draw, length, clause)
    test = held_out(draw)
    simple = (
        ("the more frequent answer", memoryless_accuracy(test)),
        ("the first person", first_subject_accuracy(test)),
    )
    return Problem(
        n=len(WORDS), k=2, steps=length, kind="classes", where="each", metric="accuracy",
        baseline=max(score for _, score in simple), baselines=simple, solved=0.99, draw=draw, test=test,
        probe=test.select(int(_has_both(test).argmax())), inputs=WORDS, outputs=GENDERS, tokens=True, unit="word",
    )  # fmt: skip


def memoryless_accuracy(batch: Batch) -> float:
    """Return the accuracy of the best constant answer: every question mark looks the same to a cell without memory."""
    she = np.average(batch.target, weights=batch.mask)
    return float(max(she, 1 - she))


def first_subject_accuracy(batch: Batch) -> float:
    """Return the accuracy of the gender of the first person alone, remembered for the whole sequence."""
    return float(np.average(batch.target == first_gender(batch.x), weights=batch.mask))


def _has_both(batch: Batch) -> NDArray[np.bool_]:
    """Tell which sequences have a target of either class, (B,)."""
    counts = pronoun_at(batch.x)
    return np.asarray((counts & (batch.target == 0)).any(axis=0) & (counts & (batch.target == 1)).any(axis=0))


def _draw(length: int, clause: int, rng: np.random.Generator, count: int) -> Batch:
    source = Random(int(rng.integers(2**62)))  # many single choices, for which numpy's generator is slow
    texts = [write_sentences(source, length, clause) for _ in range(count)]
    x: NDArray[Any] = np.array([[INDEX[word] for word in words] for words in texts], np.int64).T  # (T, B)
    counts = pronoun_at(x)
    return Batch(x, np.where(counts, gender_at_each_step(x), 0), counts.astype(np.float32))


PRONOUNS = Task(
    key="pronouns",
    title="He or she",
    description="Sentences tell what somebody did, and a question mark stands for each pronoun. Is it he or she?",
    hint="The gender of the current subject has to last until the next person is named, past things and places. Some "
    "direction of the state should hold it.",
    baseline="The more frequent answer at every question mark: all of them look the same without memory. "
    "Remembering the first person alone comes further.",
    tokens=True,
    settings={
        "length": TaskSetting("Length", 60, "How many words a sequence has.", 20, 300),
        "clause": TaskSetting(
            "Places in a sentence", 2, "Each sentence has up to this many phrases such as “near the river”.", 0, 8
        ),
    },
    make=make,
    recipe_defaults={  # twenty seeds of twenty after at most 500 updates (LSTM)
        "LSTM": {"m": 32, "keep": "1", "updates": 1000},
        "GRU": {"m": 32, "keep": "1", "updates": 1000},
        "RNN": {"m": 32, "keep": "as drawn", "updates": 1000},
        "": {"m": 32, "keep": "1", "updates": 1000},
    },
)
