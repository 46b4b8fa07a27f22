"""The translate task: an encoder reads a string, and a decoder writes another one, symbol by symbol."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from explainer.tasks.pair_baselines import simple_answers
from explainer.tasks.pair_tasks import PAIR_TASKS, pair_data
from explainer.tasks.pairs import Pair, PairData, encode
from explainer.tasks.problem import Batch, PairList, Problem, Settings, Source, Task, TaskError, TaskSetting
from explainer.tasks.typed_pairs import read_pairs

REVERSED = "reversed"
OWN_PAIRS = "your own pairs"
SOLVED = 0.95  # of held-out pairs written without an error, and from words to words, which have more letters:
SOLVED_WORDS = {"english-french": 0.9, "english-russian": 0.9}


def make(settings: Settings, own: PairList | None = None) -> Problem:
    """Make the task from pairs by their name, or from a visitor's own; raises TaskError where those are missing."""
    data = _own_data(own) if settings["pairs"] == OWN_PAIRS else pair_data(settings["pairs"])
    backwards, k = settings["source"] == REVERSED, len(data.target_symbols)
    test = pair_batch(data, data.test, backwards)
    baselines = _simple_answers(data)
    return Problem(
        n=k, k=k, steps=data.target_steps, kind="classes", where="each", metric="exact",
        baseline=max(score for _, score in baselines), solved=SOLVED_WORDS.get(settings["pairs"], SOLVED),
        draw=partial(_draw, data, backwards), test=test, probe=test.select(_probe_column(data)),
        inputs=data.target_symbols, outputs=data.target_symbols, baselines=baselines, tokens=True, pairs=data,
    )  # fmt: skip


def _own_data(own: PairList | None) -> PairData:
    if own is None:
        raise TaskError("There are no pairs yet; type some, or choose a file with two columns.")
    return read_pairs(own.rows)


def pair_batch(data: PairData, pairs: Sequence[Pair], backwards: bool) -> Batch:
    """Return pairs as a batch: the source for the encoder, and the target, one step behind, for the decoder."""
    coded = encode(data, pairs, backwards)
    lengths = coded.mask.sum(axis=0).astype(np.int64)
    source = Source(coded.source, coded.source_lengths)
    return Batch(coded.target_in, coded.target_out, coded.mask, lengths, source)


def _draw(data: PairData, backwards: bool, rng: np.random.Generator, count: int) -> Batch:
    return pair_batch(data, data.draw(rng, count), backwards)


def _probe_column(data: PairData) -> int:
    """Return the held-out pair with the longest target, the first of several."""
    return int(np.argmax([len(target) for _, target in data.test]))


_simple_answers = lru_cache(maxsize=8)(simple_answers)


def _recipes(m: int, updates: int, **changes: Any) -> dict[str, dict[str, Any]]:
    """Return the recipes of all cells on one set of pairs."""
    fields = {"m": m, "rate": 0.005, "batch": 128, "updates": updates, "keep": "1"} | changes
    return {"LSTM": fields, "GRU": fields, "RNN": fields | {"keep": "as drawn"}, "": fields}


TRANSLATE = Task(
    key="translate",
    title="Sequence to sequence",
    description="An encoder reads a string. Its last states are all that a decoder gets. It writes the answer, symbol "
    "by symbol: the string reversed, the result of a sum, or a number in other words.",
    hint="Everything about the source has to go through the states that are handed over. While it writes, the decoder "
    "reads its own last symbol: one wrong symbol misleads all that follow.",
    baseline="The most frequent target, and the target of the most similar source that was trained on.",
    tokens=True,
    settings={
        "pairs": TaskSetting("Pairs", "sums", " ".join(f"{one.key}: {one.description}" for one in PAIR_TASKS.values()),
                             choices=(*PAIR_TASKS, OWN_PAIRS)),
        "source": TaskSetting(
            "Source", "as written", "Reversed: the encoder reads each source from its end, so that beginnings are "
            "close together (Sutskever, Vinyals & Le 2014).", choices=("as written", REVERSED),
        ),
    },
    make=make,
    recipe_defaults=_recipes(64, 2000),
    recipes_of_settings={},
    reads="pairs",
)  # fmt: skip
