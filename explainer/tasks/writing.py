"""Writing with a trained language model: each token is drawn from its prediction and is the next input."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.numerics.trace import Trace, trace
from explainer.tasks.predictions import layer_after, softmax

TEMPERATURES = (0.0, 2.0)
"""The lowest and the highest that a visitor can choose."""


@dataclass(frozen=True, eq=False)
class Written:
    """A text as tokens (N,), the prefix first, and the probability of each before it came (N,).

    The probabilities are those of the network itself, at temperature 1; that of the first token is NaN.
    """

    tokens: NDArray[np.int64]
    probabilities: Array
    prefix_length: int


@dataclass(frozen=True)
class Sampling:
    """How a token is drawn: temperature 0 takes the most likely one, `top_k` allows only so many, 0 all of them."""

    count: int = 200
    temperature: float = 0.7
    top_k: int = 0
    seed: int = 0


def write_text(layers: Sequence[Layer], readout: Readout, prefix: Sequence[int], sampling: Sampling) -> Written:
    """Read the tokens of a prefix (P,), at least one, and write `count` more."""
    n, last = len(readout.bias), list[Trace]()

    def scores_after(token: int) -> Array:
        x = np.eye(n)[token][None]
        last[:] = [continued(last[0], x) if last else trace(layers, x)]
        return readout.predict(last[0].output[-1])

    return write(scores_after, prefix, sampling, np.random.default_rng(sampling.seed))


def write(
    scores_after: Callable[[int], NDArray[Any]], prefix: Sequence[int], sampling: Sampling, rng: np.random.Generator
) -> Written:
    """Write `count` tokens after a prefix (P,), at least one token; it ends early where the scores are not finite.

    `scores_after` reads the next token, and returns the scores (k,) of what follows.
    """
    tokens, scores = list(prefix), [scores_after(token) for token in prefix]
    with np.errstate(over="ignore", invalid="ignore"):  # at a temperature near 0, and of scores that are not finite
        while len(tokens) < len(prefix) + sampling.count and np.isfinite(scores[-1]).all():
            tokens.append(draw(scores[-1], sampling, rng))
            scores.append(scores_after(tokens[-1]))
        chances = softmax(np.stack(scores, axis=1, dtype=np.float64))  # (k, N)
    found = [float("nan"), *chances[tokens[1:], np.arange(len(tokens) - 1)]]
    return Written(np.array(tokens, np.int64), np.array(found), len(prefix))


def draw(scores: NDArray[Any], sampling: Sampling, rng: np.random.Generator) -> int:
    """Draw a token from its scores (k,)."""
    if sampling.temperature == 0:
        return int(scores.argmax())
    allowed = np.argsort(scores)[-sampling.top_k :] if sampling.top_k else None
    some = scores if allowed is None else scores[allowed]
    cumulative = np.exp((some - some.max()) / sampling.temperature).cumsum(dtype=np.float64)
    cumulative /= cumulative[-1]
    chosen = int(cumulative.searchsorted(rng.random(), side="right"))
    return chosen if allowed is None else int(allowed[chosen])


def continued(run: Trace, x: Array) -> Trace:
    """Return a run over x (T, n) that begins with the last states of another."""
    return trace([layer_after(one, len(run.x)) for one in run.layers], x)
