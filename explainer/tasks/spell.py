"""The spell task: a number comes whole at the first step, and its English words are written letter by letter."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.number_words import COUNT, SMALL, TENS, number_words
from explainer.tasks.pairs import END, is_held_out, symbols_of
from explainer.tasks.problem import Problem, Settings, Task, held_out

DIGITS = ("thousands", "hundreds", "tens", "ones")
NUMBER = 10 * len(DIGITS)  # inputs that hold the number
SOLVED = 0.95
SYMBOLS = (END, *symbols_of((*SMALL, *TENS, "thousand hundred and -")))


@dataclass(frozen=True, eq=False)
class Spelling:
    """The letters of all numbers as classes, `target` (T, 10000), a `mask` of words with their END, and the split."""

    target: NDArray[np.int64]
    mask: NDArray[np.float32]
    training: NDArray[np.int64]
    test: NDArray[np.int64]


def make(settings: Settings) -> Problem:
    """Make the task: four digits, one-hot, come at the first step, and then the letter before the one to be written."""
    numbers = spelling()
    test = held_out(partial(_draw, numbers.test))
    probe = spell(numbers.test[numbers.mask[:, numbers.test].sum(axis=0).argmax(keepdims=True)])  # a longest word
    steps = len(numbers.target)
    return Problem(
        n=NUMBER + len(SYMBOLS), k=len(SYMBOLS), steps=steps, kind="classes", where="each", metric="exact",
        baseline=successor_match(), solved=SOLVED, draw=partial(_draw, numbers.training), test=test, probe=probe,
        inputs=(*(f"{name} {digit}" for name in DIGITS for digit in range(10)), *(f"letter {one}" for one in SYMBOLS)),
        outputs=SYMBOLS, labels=(f"{number_of(probe.x)[0]:,}", *(SYMBOLS[k] for k in probe.target[:-1, 0])),
    )  # fmt: skip


def spell(numbers: NDArray[np.int64]) -> Batch:
    """Return numbers (B,) from 0 to 9,999 with the letters of their words, END after the last, and blanks."""
    known = spelling()
    target, mask = known.target[:, numbers], known.mask[:, numbers]
    x = np.zeros((len(target), NUMBER + len(SYMBOLS), len(numbers)), np.float32)
    for place in range(len(DIGITS)):
        digit = numbers // 10 ** (len(DIGITS) - 1 - place) % 10
        x[0, 10 * place + digit, np.arange(len(numbers))] = 1
    x[1:, NUMBER:] = one_hot(target[:-1], len(SYMBOLS)) * mask[1:, None]  # nothing comes after the end
    return Batch(x, target, mask, mask.sum(axis=0).astype(np.int64))


def number_of(x: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the numbers (B,) that inputs (T, 40, B) begin with."""
    digits = x[0, :NUMBER].reshape(len(DIGITS), 10, -1).argmax(axis=1)  # (4, B)
    return np.asarray(10 ** np.arange(len(DIGITS))[::-1] @ digits, np.int64)


def read_letters(classes: NDArray[np.int64]) -> list[str]:
    """Return written classes (T, B) as words, each up to its first END."""
    return ["".join(SYMBOLS[k] for k in column).partition(END)[0] for column in classes.T]


@lru_cache(maxsize=1)
def successor_match() -> float:
    """Return the exact match of the most frequent letter after the last two, fitted on training numbers.

    The first two letters count as right: they need the number, and hardly any memory.
    """
    numbers, k = spelling(), len(SYMBOLS)
    before = numbers.target[:-2] * k + numbers.target[1:-1]  # (T − 2, 10000), the last two letters as one number
    counts = np.zeros((k * k, k))
    seen = before[:, numbers.training], numbers.target[2:, numbers.training]
    np.add.at(counts, seen, numbers.mask[2:, numbers.training])
    right = counts.argmax(axis=1)[before[:, numbers.test]] == numbers.target[2:, numbers.test]
    return float((right | (numbers.mask[2:, numbers.test] == 0)).all(axis=0).mean())


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """Return the letters of all numbers, and which of them are for training and for the test."""
    texts = number_words("English")
    shape = (max(map(len, texts)) + 1, COUNT)
    target, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    index = {symbol: k for k, symbol in enumerate(SYMBOLS)}
    for number, text in enumerate(texts):
        target[: len(text), number] = [index[letter] for letter in text]
        mask[: len(text) + 1, number] = 1
    held = np.array([is_held_out(str(number)) for number in range(COUNT)])
    return Spelling(target, mask, np.flatnonzero(~held), np.flatnonzero(held))


def _draw(numbers: NDArray[np.int64], rng: np.random.Generator, count: int) -> Batch:
    return spell(rng.choice(numbers, count, replace=count > len(numbers)))


RECIPE = {"m": 96, "rate": 0.007, "updates": 4000, "keep": "3"}

SPELL = Task(
    key="spell",
    title="Spell a number",
    description="A number from 0 to 9,999 comes whole at the first step. Write it in English, letter by letter; after "
    "the first step only the letter written last is read.",
    hint="The number is seen once: the state has to hold all four digits until their words are written, and how far "
    "the writing is. The numbers of the test were not in the training data.",
    baseline="The most frequent letter after the last two, whatever the number.",
    settings={},
    make=make,
    recipe_defaults={
        "LSTM": RECIPE,
        "GRU": RECIPE,
        "RNN": RECIPE | {"keep": "as drawn"},
        "": RECIPE,
    },
)
