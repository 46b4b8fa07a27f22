"""The best simple answers to "which token comes next?": n-gram models with interpolated Kneser-Ney smoothing.

Sources: Kneser & Ney 1995; in the interpolated form of Chen & Goodman 1998. Of an n-gram, the context h is all tokens
but the last, w; h' is h without its oldest token. With c(h w) how often w follows h, c(h) the sum over w, and kinds(h)
the number of different w that follow h, the model of order k is

    p_k(w | h) = (max(c(h w) - d_k, 0) + d_k kinds(h) q_{k-1}(w | h')) / c(h)

and q_{k-1}(w | h') where h was never seen. q_k is the same with a discount e_k of its own, and with the number of
different tokens that stand before h w for c(h w); q_0 = 1 / V for each of V tokens. The discounts d_k and e_k, between
0 and 1, are those of DISCOUNTS that predict the last tenth of the training part best, when counted on the rest of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.language_metrics import perplexity
from explainer.tasks.problem import TaskError

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_ORDER = 5
LEAST_TRAINING = 100  # tokens
DISCOUNTS = tuple(k / 20 for k in range(1, 20))


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of all G n-grams of one order, and for their H contexts the sum and the number of different tokens."""

    grams: Floats  # (G,)
    sums: Floats  # (H,)
    kinds: Floats  # (H,)

    def take(self, contexts: Ids, grams: Ids) -> tuple[Floats, Floats, Floats]:
        """Return c(h w), c(h) and kinds(h) by the numbers of n-grams and contexts; 0 where a number is -1, unseen."""
        return (
            np.where(grams < 0, 0.0, self.grams[grams]),
            np.where(contexts < 0, 0.0, self.sums[contexts]),
            np.where(contexts < 0, 0.0, self.kinds[contexts]),
        )


@dataclass(frozen=True, eq=False)
class Table:
    """All n-grams of a training part, one entry per order.

    An n-gram has a number, its place in the sorted keys of its order. Its key is (number of its context) · V + token.
    """

    size: int  # V
    keys: tuple[Ids, ...]
    counts: tuple[Counts, ...]
    continuations: tuple[Counts, ...]  # of different tokens before; none for the highest order

    def find(self, ids: Ids) -> list[tuple[Ids, Ids]]:
        """Return the numbers of context and n-gram at each place of ids (T, …), per order; -1 where it is unseen."""
        contexts, found = np.zeros_like(ids), []
        for keys in self.keys:
            wanted = np.where(contexts < 0, -1, contexts * self.size + ids)
            places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
            grams = np.where(keys[places] == wanted, places, -1)
            found.append((contexts, grams))
            contexts = np.concatenate([np.full_like(ids[:1], -1), grams[:-1]])
        return found


@dataclass(frozen=True, eq=False)
class NgramModel:
    """N-gram models of the orders 1 to len(discounts) over V tokens, made by `fit_ngrams`."""

    table: Table
    discounts: tuple[float, ...]  # d_k
    lower_discounts: tuple[float, ...]  # e_k, one less

    def probabilities(self, ids: Ids) -> Floats:
        """Return the probability of each token after those before it, per order: ids (T, …) to (orders, T, …)."""
        found = self.table.find(ids)
        q = [np.full(ids.shape, 1 / self.table.size)]
        for counts, place, discount in zip(self.table.continuations, found, self.lower_discounts, strict=False):
            q.append(_interpolate(counts.take(*place), q[-1], discount))
        whole = zip(self.table.counts, found, q, self.discounts, strict=True)
        return np.stack([_interpolate(counts.take(*place), lower, d) for counts, place, lower, d in whole])

    def next_probabilities(self, context: Ids) -> Floats:
        """Return the probability of each of V tokens after a context (T,), which may be empty: (orders, V)."""
        size = self.table.size
        before = np.repeat(np.asarray(context, np.int64)[:, None], size, axis=1)  # (T, V)
        return self.probabilities(np.concatenate([before, np.arange(size)[None]]))[:, -1]

    def perplexities(self, ids: Ids) -> tuple[float, ...]:
        """Return the perplexity of ids (T,) per order; the first token is read, but not predicted.

        Where the smallest is taken as the best simple answer, it is chosen in favour of these models.
        """
        nats = -np.log(self.probabilities(ids)[:, 1:]).mean(axis=1)
        return tuple(perplexity(float(one)) for one in nats)


def fit_ngrams(ids: Ids, size: int, orders: int = MOST_ORDER) -> NgramModel:
    """Fit models of the orders 1 to `orders` to training ids (N,) below `size`; raises TaskError for too few."""
    if len(ids) < LEAST_TRAINING:
        raise TaskError(
            f"The training part has {len(ids)} tokens; {LEAST_TRAINING} are the least, so use a longer text."
        )
    cut = len(ids) - len(ids) // 10
    return NgramModel(_count(ids, size, orders), *_choose_discounts(_count(ids[:cut], size, orders), ids[cut:]))


def _count(ids: Ids, size: int, orders: int) -> Table:
    all_keys: list[Ids] = []
    counts: list[Counts] = []
    continuations: list[Counts] = []
    grams, contexts = np.zeros(len(ids) + 1, np.int64), 1  # the number of the n-gram that ends before each place
    for order in range(orders):
        keys, numbers = np.unique(grams[:-1] * size + ids[order:], return_inverse=True)
        if order:
            shorter = np.zeros(len(keys), np.int64)
            shorter[numbers] = grams[1:]  # each n-gram without its oldest token
            before = np.bincount(shorter, minlength=contexts)
            continuations.append(_counts(all_keys[-1] // size, before, counts[-1].sums.size))
        counts.append(_counts(keys // size, np.bincount(numbers), contexts))
        all_keys.append(keys)
        grams, contexts = numbers, len(keys)
    return Table(size, tuple(all_keys), tuple(counts), tuple(continuations))


def _counts(heads: Ids, grams: NDArray[np.int64], contexts: int) -> Counts:
    """Add up the counts of n-grams over their contexts, whose numbers are the heads."""
    sums = np.bincount(heads, grams, contexts)
    kinds = np.bincount(heads, grams > 0, contexts)
    return Counts(*(one.astype(np.float64) for one in (grams, sums, kinds)))


def _choose_discounts(table: Table, ids: Ids) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the discounts d_k and e_k that predict ids best, from the lowest order upwards."""
    found = table.find(ids)
    q, lower_discounts = [np.full(ids.shape, 1 / table.size)], []
    for counts, place in zip(table.continuations, found, strict=False):
        smoothed = partial(_interpolate, counts.take(*place), q[-1])
        lower_discounts.append(_best(smoothed))
        q.append(smoothed(lower_discounts[-1]))
    discounts = [
        _best(partial(_interpolate, counts.take(*place), lower))
        for counts, place, lower in zip(table.counts, found, q, strict=True)
    ]
    return tuple(discounts), tuple(lower_discounts)


def _best(smoothed: Callable[[float], Floats]) -> float:
    return max(DISCOUNTS, key=lambda discount: float(np.log(smoothed(discount)).sum()))


def _interpolate(taken: tuple[Floats, Floats, Floats], lower: Floats, discount: float) -> Floats:
    """Return p_k, from c(h w), c(h) and kinds(h) and the probability by the shorter context."""
    count, total, kinds = taken
    mixed = np.maximum(count - discount, 0) + discount * kinds * lower
    return np.where(total > 0, mixed / np.maximum(total, 1), lower)
