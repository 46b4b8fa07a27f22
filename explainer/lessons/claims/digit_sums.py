"""Sums of two numbers, digit by digit: at each step two digits come in and one of the sum goes out."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import one_hot
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.small_training import metric_after
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, held_out

DIGITS = 3
NAMES = tuple(str(digit) for digit in range(10))


def exact_sums(condition: Condition, seed: int) -> float:
    """Return the share of sums without an error that one trained `cell` writes while it reads.

    The condition's `first` is the digit that comes first: "ones" or "largest".
    """
    return metric_after(digit_sums(condition["first"]), condition["cell"], seed)


def digit_sums(first: str) -> Problem:
    """Make the problem: two numbers of up to three digits; each digit of their sum is the target where theirs are read.

    The sum has a digit more, for which both numbers have a leading 0.
    """
    draw = partial(_draw, first)
    test = held_out(draw)
    inputs = tuple(f"{which} {name}" for which in ("first", "second") for name in NAMES)
    return Problem(
        n=20, k=10, steps=DIGITS + 1, kind="classes", where="each", metric="exact", baseline=0.0, solved=0.99,
        draw=draw, test=test, probe=test.select(0), inputs=inputs, outputs=NAMES,
    )  # fmt: skip


def _draw(first: str, rng: np.random.Generator, count: int) -> Batch:
    terms = rng.integers(0, 10**DIGITS, (2, count))
    places = 10 ** np.arange(DIGITS + 1)[:, None]  # ones first, (T, 1)
    digits = [number // places % 10 for number in (*terms, terms.sum(axis=0))]  # (T, B) each
    a, b, total = digits if first == "ones" else [one[::-1] for one in digits]
    return Batch(np.concatenate([one_hot(a, 10), one_hot(b, 10)], axis=1), np.ascontiguousarray(total))
