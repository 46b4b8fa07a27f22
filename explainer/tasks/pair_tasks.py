"""The tasks with pairs of strings: reversal, sums, and numbers in words of three languages."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from string import ascii_lowercase

import numpy as np

from explainer.inputs.symbols import BLANK
from explainer.tasks.number_words import COUNT, number_words
from explainer.tasks.pairs import RESERVED, Answer, Pair, PairData, data_from_pairs, is_held_out, longest_first
from explainer.tasks.problem import TaskError
from explainer.tasks.test_seed import TEST_SEED

SHORTEST, LONGEST = 3, 10  # letters to reverse
TEST_STRINGS = 512  # to reverse, those that are drawn twice included
LARGEST_TERM = 99


@dataclass(frozen=True, eq=False)
class PairTask:
    """A task with pairs of strings: its texts, an example of a source, and `make`, which returns its data."""

    key: str
    title: str
    description: str
    example: str
    make: Callable[[], PairData]


def reversal() -> PairData:
    """Return strings of 3 to 10 letters, each with itself backwards as the target; there are too many to list them."""
    test = dict.fromkeys(_reversals(True, np.random.default_rng(TEST_SEED), TEST_STRINGS))
    return PairData(
        partial(_reversals, False), longest_first(tuple(test)), (BLANK, *ascii_lowercase),
        (*RESERVED, *ascii_lowercase), LONGEST, LONGEST + 1, _reversed,
    )  # fmt: skip


def _reversed(source: str) -> Answer:
    return Answer(source[::-1], _reversal_is_held_out(source) if len(source) >= SHORTEST else None)


def _reversal_is_held_out(source: str) -> bool:
    return is_held_out(min(source, source[::-1]))


def _reversals(held_out: bool, rng: np.random.Generator, count: int) -> list[Pair]:
    """Draw pairs; a string and itself backwards are both held out, or neither."""
    found: list[Pair] = []
    while len(found) < count:
        lengths = rng.integers(SHORTEST, LONGEST + 1, count)
        codes = rng.integers(0, len(ascii_lowercase), (count, LONGEST))
        texts = ("".join(ascii_lowercase[k] for k in row[:n]) for row, n in zip(codes.tolist(), lengths, strict=True))
        found += [(text, text[::-1]) for text in texts if _reversal_is_held_out(text) == held_out]
    return found[:count]


def sums() -> PairData:
    """Return all sums of two numbers under 100; a + b and b + a are both held out, or neither."""
    terms = range(LARGEST_TERM + 1)
    keyed = ((f"{min(a, b)}+{max(a, b)}", (f"{a}+{b}", str(a + b))) for a in terms for b in terms)
    return _split(keyed, _sum_of)


def _sum_of(source: str) -> str | None:
    """Return the result of any sum, also of one with larger terms or with more of them than training has."""
    is_sum = re.fullmatch(r"\d+(\+\d+)+", source, re.ASCII)
    return str(sum(map(int, source.split("+")))) if is_sum else None


def words_of_numbers(source: str, target: str) -> PairData:
    """Return the numbers from 0 to 9,999 in two languages, or in "digits"; the same ones are held out for any two."""
    columns = [
        [str(number) for number in range(COUNT)] if language == "digits" else number_words(language)
        for language in (source, target)
    ]
    return _split((str(number), pair) for number, pair in enumerate(zip(*columns, strict=True)))


def _split(keyed: Iterable[tuple[str, Pair]], rule: Callable[[str], str | None] = lambda source: None) -> PairData:
    """Return the data of pairs, each of which is held out or not by its key; a rule knows further answers."""
    training: list[Pair] = []
    test: list[Pair] = []
    for key, pair in keyed:
        (test if is_held_out(key) else training).append(pair)
    return data_from_pairs(training, test, rule)


PAIR_TASKS: dict[str, PairTask] = {
    task.key: task
    for task in (
        PairTask(
            "reverse", "Reverse a word", "Letters come one after the other. Write them again, the last one first.",
            "memory", reversal,
        ),
        PairTask(
            "sums", "Add two numbers", "A sum such as 27+58 comes as characters. Write its result.", "27+58", sums,
        ),
        PairTask(
            "digits-english", "Digits to English", "A number comes in digits. Write it in English words.",
            "1234", partial(words_of_numbers, "digits", "English"),
        ),
        PairTask(
            "english-french", "English to French", "A number comes in English words. Write it in French ones.",
            "seventy-one", partial(words_of_numbers, "English", "French"),
        ),
        PairTask(
            "english-russian", "English to Russian", "A number comes in English words. Write it in Russian ones.",
            "two thousand", partial(words_of_numbers, "English", "Russian"),
        ),
    )
}  # fmt: skip


@lru_cache(maxsize=len(PAIR_TASKS))
def pair_data(key: str) -> PairData:
    """Return the data of a task, made once in a process; raises TaskError, which lists the keys that exist."""
    if key not in PAIR_TASKS:
        raise TaskError(f"There is no task “{key[:20]}”; there are {', '.join(PAIR_TASKS)}.")
    return PAIR_TASKS[key].make()
