"""Letters reversed by a single network, which writes while it reads, or after it has read them all."""

from functools import partial

import numpy as np

from explainer.inputs.symbols import BLANK, LETTERS, one_hot
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.small_training import metric_after
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem, held_out

LENGTH, KINDS = 5, 6


def reversed_letters(condition: Condition, seed: int) -> float:
    """Return the share of letters that one trained `cell` writes rightly; it `writes` "at once" or "afterwards"."""
    return metric_after(reversal(condition["writes"]), condition["cell"], seed)


def reversal(writes: str) -> Problem:
    """Make the problem: five of six letters, and as the target the same from the last one on.

    At once there is a target at each letter; afterwards at each of five blanks that follow them.
    """
    draw = partial(_draw, writes)
    test = held_out(draw)
    names = (*LETTERS[:KINDS], BLANK)
    return Problem(
        n=KINDS + 1, k=KINDS, steps=LENGTH if writes == "at once" else 2 * LENGTH, kind="classes", where="each",
        metric="accuracy", baseline=1 / KINDS, solved=0.99, draw=draw, test=test, probe=test.select(0), inputs=names,
        outputs=names[:KINDS],
    )  # fmt: skip


def _draw(writes: str, rng: np.random.Generator, count: int) -> Batch:
    letters = rng.integers(0, KINDS, (LENGTH, count))
    backwards = np.ascontiguousarray(letters[::-1])
    if writes == "at once":
        return Batch(one_hot(letters, KINDS + 1), backwards)
    blanks = np.full_like(letters, KINDS)
    mask = np.repeat([0.0, 1.0], LENGTH)[:, None] * np.ones(count)
    x = one_hot(np.concatenate([letters, blanks]), KINDS + 1)
    return Batch(x, np.concatenate([np.zeros_like(letters), backwards]), mask.astype(np.float32))
