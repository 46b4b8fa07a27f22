"""Simple answers to a task with pairs: the most frequent target, and the target of the most similar source."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import one_hot
from explainer.tasks.pair_metrics import previous_symbol_accuracy
from explainer.tasks.pairs import Pair, PairData, encode

MOST_COMPARED = 2_000  # training pairs that are looked through
CANDIDATES_SEED = 0


def simple_answers(data: PairData) -> tuple[tuple[str, float], ...]:
    """Return each simple answer with its share of held-out pairs without an error; they are fitted on training pairs.

    Sources are compared from their beginning and from their end, by how many characters stand at the same place.
    """
    known = data.draw(np.random.default_rng(CANDIDATES_SEED), MOST_COMPARED)
    return (
        ("the most frequent target", _share(data, [_most_frequent(known)] * len(data.test))),
        ("the target of the most similar source", _share(data, _nearest_targets(data, known))),
    )


@lru_cache(maxsize=16)
def symbol_baseline(data: PairData) -> float:
    """Return the share of held-out symbols that are right from the previous symbol alone, without the source."""
    known = data.draw(np.random.default_rng(CANDIDATES_SEED), MOST_COMPARED)
    return previous_symbol_accuracy(encode(data, known), encode(data, data.test), len(data.target_symbols))


def _most_frequent(known: list[Pair]) -> str:
    targets, counts = np.unique([target for _, target in known], return_counts=True)
    return str(targets[counts.argmax()])


def _nearest_targets(data: PairData, known: list[Pair]) -> list[str]:
    """Return for each held-out source the target of the training source that is most similar to it."""
    held, seen = _places(data, list(data.test)), _places(data, known)
    nearest = np.concatenate([(part @ seen.T).argmax(axis=1) for part in np.array_split(held, 4)])
    return [known[k][1] for k in nearest]


def _places(data: PairData, pairs: list[Pair]) -> NDArray[np.float32]:
    """Return which symbol stands at each place from the beginning and from the end, one row for each pair."""
    rows = []
    for backwards in (False, True):
        codes = encode(data, pairs, backwards).source  # (T, B)
        hot = one_hot(codes, len(data.source_symbols))  # (T, V, B)
        hot[:, 0] = 0  # padding is no likeness
        rows.append(hot.reshape(-1, len(pairs)).T)
    return np.concatenate(rows, axis=1)


def _share(data: PairData, written: list[str]) -> float:
    return float(np.mean([text == target for text, (_, target) in zip(written, data.test, strict=True)]))
