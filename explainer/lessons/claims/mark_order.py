"""Which of two marks comes first: what shuffling the items costs a recurrent network, and a feed-forward one (MLP)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import one_hot
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.small_training import metric_after
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, held_out

LENGTH = 20
A, B, BLANK = range(3)
NAMES = ("A", "B", "blank")
UPDATES = 150
Order = NDArray[np.int64] | None
"""A shuffle that all sequences have; None for another one for each."""


def accuracy_lost(condition: Condition, seed: int) -> float:
    """Return how much accuracy a network that is trained on shuffled items has less than one trained on them in order.

    The condition has a `network`, "RNN" or "MLP", and says whether the `shuffle` is "the same" for all sequences, drawn
    from the seed, or "another" for each.
    """
    fixed = np.random.default_rng([seed, 90]).permutation(LENGTH)
    orders: tuple[Order, Order] = (np.arange(LENGTH), fixed if condition["shuffle"] == "the same" else None)
    problems = (which_first(condition["network"], one) for one in orders)
    in_order, shuffled = (metric_after(one, "RNN", seed, UPDATES) for one in problems)
    return in_order - shuffled


def which_first(network: str, order: Order) -> Problem:
    """Make the problem: one A and one B among twenty items; the class is 0 where A came first, before any shuffle.

    The RNN reads an item per step. The MLP reads all at one step, with a weight for each place: a single step of an RNN
    from zeros is one hidden layer of tanh units.
    """
    draw = partial(_draw, network, order)
    test = held_out(draw)
    steps, n, _ = test.x.shape
    return Problem(
        n=n, k=2, steps=steps, kind="classes", where="last", metric="accuracy", baseline=0.5, solved=0.99, draw=draw,
        test=test, probe=test.select(0), inputs=NAMES * (n // len(NAMES)), outputs=("A first", "B first"),
    )  # fmt: skip


def _draw(network: str, order: Order, rng: np.random.Generator, count: int) -> Batch:
    items = rng.permuted(np.repeat([[A], [B], *[[BLANK]] * (LENGTH - 2)], count, axis=1), axis=0)  # (T, B)
    first = ((items == A).argmax(axis=0) > (items == B).argmax(axis=0)).astype(np.int64)
    items = rng.permuted(items, axis=0) if order is None else items[order]
    x = one_hot(items, len(NAMES))  # (T, 3, B)
    return Batch(x if network == "RNN" else x.reshape(1, -1, count), first)
