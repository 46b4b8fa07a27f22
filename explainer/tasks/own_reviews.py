"""A visitor's own texts with labels as a problem: which label has a text, read word by word?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import counted
from explainer.inputs.symbols import BLANK, UNKNOWN
from explainer.tasks.baselines import MARGIN
from explainer.tasks.batch import Batch
from explainer.tasks.labelled_texts import check, held_out, label_names, words_of
from explainer.tasks.own_data import LabelledTexts
from explainer.tasks.problem import Problem
from explainer.tasks.test_seed import TEST_SEED
from explainer.tasks.word_classifier import fit_word_classifier

CACHED = 4  # problems, as each holds all of its texts


@dataclass(frozen=True, eq=False)
class Encoded:
    """All texts as tokens: `batch` with a column for each, and which of them are held out, (B,)."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    batch: Batch
    held_out: NDArray[np.bool_]


@lru_cache(maxsize=CACHED)
def make_problem(data: LabelledTexts, longest: int, most_words: int) -> Problem:
    """Make the problem: texts cut after `longest` words, of which the `most_words` most frequent ones are known.

    Words are counted in the training part alone. Raises TaskError for texts that cannot be learned.
    """
    found = encode(data, longest, most_words)
    training = _columns(found.batch, np.flatnonzero(~found.held_out))
    order = np.random.default_rng(TEST_SEED).permutation(np.flatnonzero(found.held_out))
    test = _columns(found.batch, order)
    simple = baselines(training, test, len(found.inputs), len(found.outputs))
    best = max(score for _, score in simple)
    return Problem(
        n=len(found.inputs), k=len(found.outputs), steps=len(test.x), kind="classes", where="last", metric="accuracy",
        baseline=best, baselines=simple, solved=1 - MARGIN * (1 - best), draw=partial(_draw, training), test=test,
        probe=test.select(_median_length(test)), inputs=found.inputs, outputs=found.outputs, tokens=True, unit="word",
    )  # fmt: skip


@lru_cache(maxsize=CACHED)
def encode(data: LabelledTexts, longest: int, most_words: int) -> Encoded:
    """Return all texts as tokens; token 0 is padding, and the last one stands for every unknown word."""
    check(data)
    words = [words_of(text)[:longest] for text in data.texts]
    test = held_out(words, data.labels)
    counts = Counter(word for one, is_test in zip(words, test, strict=True) if not is_test for word in one)
    counts.pop(BLANK, None)
    known = sorted(counts, key=lambda word: (-counts[word], word))[:most_words]
    inputs, outputs = (BLANK, *known, UNKNOWN), label_names(data)
    index = {word: k for k, word in enumerate(known, 1)}
    return Encoded(inputs, outputs, _batch(words, index, [outputs.index(one) for one in data.labels]), test)


def _batch(words: Sequence[Sequence[str]], index: Mapping[str, int], classes: Sequence[int]) -> Batch:
    lengths = np.array([len(one) for one in words], np.int64)
    x = np.zeros((int(lengths.max()), len(words)), np.int64)
    for column, one in enumerate(words):
        x[: len(one), column] = [index.get(word, len(index) + 1) for word in one]
    return Batch(x, np.array(classes, np.int64), lengths=lengths)


def baselines(training: Batch, test: Batch, n: int, k: int) -> tuple[tuple[str, float], ...]:
    """Return the simple answers, both fitted on the training part, with their accuracy on the test."""
    frequent = int(np.bincount(training.target).argmax())
    bag = fit_word_classifier(training.x, training.target, n, k)
    return (
        ("the most frequent label", float((test.target == frequent).mean())),
        ("a bag of words", float((bag.classify(test.x) == test.target).mean())),
    )


def describe(data: LabelledTexts, longest: int, most_words: int) -> str:
    """Say how many texts are trained on and held out, and how many are cut; raises TaskError."""
    found = encode(data, longest, most_words)
    test, cut = int(found.held_out.sum()), sum(len(words_of(text)) > longest for text in data.texts)
    end = f" {counted(cut, 'text')} of more than {longest} words {'is' if cut == 1 else 'are'} cut." if cut else ""
    return (
        f"{counted(len(data.texts) - test, 'text')} to train on and {test:,} held out, one in ten of each of "
        f"{len(found.outputs)} labels.{end}"
    )


def _columns(batch: Batch, columns: NDArray[np.int64]) -> Batch:
    assert batch.lengths is not None
    return Batch(np.ascontiguousarray(batch.x[:, columns]), batch.target[columns], lengths=batch.lengths[columns])


def _draw(training: Batch, rng: np.random.Generator, count: int) -> Batch:
    return _columns(training, rng.integers(0, len(training.target), count))


def _median_length(batch: Batch) -> int:
    """Return the sequence in the middle of all when these are ordered by length."""
    assert batch.lengths is not None
    return int(np.argsort(batch.lengths, kind="stable")[len(batch.lengths) // 2])
