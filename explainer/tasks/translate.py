"""The translate task: an encoder reads a string, and a decoder writes another one, symbol by symbol."""

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from explainer.tasks.batch import Batch
from explainer.tasks.own_data import PairList
from explainer.tasks.pair_baselines import simple_answers
from explainer.tasks.pair_source import pair_batch
from explainer.tasks.pair_tasks import PAIR_TASKS, pair_data
from explainer.tasks.pairs import PairData
from explainer.tasks.problem import Problem, Settings, Task, TaskError, TaskSetting
from explainer.tasks.typed_pairs import read_pairs

DEFAULT, AS_WRITTEN, REVERSED = "default", "as written", "reversed"
READ_BACKWARDS = ("digits-english", "english-french", "english-russian")  # by default: they are learned sooner so
OWN_PAIRS = "your own pairs"
SOLVED = 0.95  # of held-out pairs written without an error, and from words to words, which have more letters:
SOLVED_WORDS = {"english-french": 0.9, "english-russian": 0.9}


def make(settings: Settings, own: PairList | None = None) -> Problem:
    """Make the task from pairs by their name, or from a visitor's own; raises TaskError where those are missing."""
    data = _own_data(own) if settings["pairs"] == OWN_PAIRS else pair_data(settings["pairs"])
    backwards, k = is_reversed(settings), len(data.target_symbols)
    test = pair_batch(data, data.test, backwards)
    baselines = _simple_answers(data)
    return Problem(
        n=k, k=k, steps=data.target_steps, kind="classes", where="each", metric="exact",
        baseline=max(score for _, score in baselines), solved=SOLVED_WORDS.get(settings["pairs"], SOLVED),
        draw=partial(_draw, data, backwards), test=test, probe=test.select(0),
        inputs=data.target_symbols, outputs=data.target_symbols, baselines=baselines, tokens=True,
        pairs=replace(data, backwards=backwards),
    )  # fmt: skip


def is_reversed(settings: Settings) -> bool:
    """Tell whether the encoder reads sources from their end."""
    return settings["source"] == REVERSED or (settings["source"] == DEFAULT and settings["pairs"] in READ_BACKWARDS)


def _own_data(own: PairList | None) -> PairData:
    if own is None:
        raise TaskError("There are no pairs yet; type some, or choose a file with two columns.")
    return read_pairs(own.rows)


def _draw(data: PairData, backwards: bool, rng: np.random.Generator, count: int) -> Batch:
    return pair_batch(data, data.draw(rng, count), backwards)


_simple_answers = lru_cache(maxsize=8)(simple_answers)


def _recipes(m: int, updates: int, **changes: Any) -> dict[str, dict[str, Any]]:
    """Return the recipes of all cells on one set of pairs."""
    fields = {"m": m, "rate": 0.01, "batch": 128, "updates": updates, "keep": "3", "schedule": "step"} | changes
    return {"LSTM": fields, "GRU": fields, "RNN": fields | {"keep": "as drawn"}, "": fields}


WORDS = _recipes(128, 1500, rate=0.005, schedule="constant")

TRANSLATE = Task(
    key="translate",
    title="Sequence to sequence",
    description="An encoder reads a string. Its last states are all that a decoder gets. It writes the answer, symbol "
    "by symbol: the string reversed, the result of a sum, or a number in other words.",
    hint="Everything about the source has to go through the states that are handed over. While it writes, the decoder "
    "reads its own last symbol: one wrong symbol misleads all that follow. The LSTM learns all pairs within the "
    "updates given. Of three seeds the GRU learned sums with one; the plain RNN never learned numbers in words.",
    baseline="The most frequent target, and the target of the most similar source that was trained on.",
    tokens=True,
    settings={
        "pairs": TaskSetting("Pairs", "sums", " ".join(f"{one.key}: {one.description}" for one in PAIR_TASKS.values()),
                             choices=(*PAIR_TASKS, OWN_PAIRS)),
        "source": TaskSetting(
            "Source", DEFAULT, "Reversed: the encoder reads each source from its end, so that beginnings are close "
            "together (Sutskever, Vinyals & Le 2014). By default numbers are reversed, in digits and in words.",
            choices=(DEFAULT, AS_WRITTEN, REVERSED),
        ),
    },
    make=make,
    recipe_defaults=_recipes(64, 3000),
    recipes_of_settings={
        ("pairs", "reverse"): _recipes(96, 2000),
        ("pairs", "digits-english"): _recipes(96, 3500, rate=0.007, batch=32, schedule="constant"),
        ("pairs", "english-french"): WORDS,
        ("pairs", "english-russian"): WORDS,
    },
    reads="pairs",
)  # fmt: skip
