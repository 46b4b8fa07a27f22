"""Writing with a trained language model: each token is drawn from its prediction and is the next input."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.numerics.trace import Trace, trace
from explainer.tasks.predictions import layer_after, softmax


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
    rng, n = np.random.default_rng(sampling.seed), len(readout.bias)
    run = trace(layers, np.eye(n)[list(prefix)])
    scores = readout.predict(run.output)  # (P, k)
    probabilities = [float("nan"), *softmax(scores.T)[list(prefix[1:]), np.arange(len(prefix) - 1)]]
    tokens, last = list(prefix), scores[-1]
    for _ in range(sampling.count):
        tokens.append(draw(last, sampling, rng))
        probabilities.append(float(softmax(last[:, None])[tokens[-1], 0]))
        run = continued(run, np.eye(n)[tokens[-1]][None])
        last = readout.predict(run.output[-1])
    return Written(np.array(tokens, np.int64), np.array(probabilities), len(prefix))


def draw(scores: Array, sampling: Sampling, rng: np.random.Generator) -> int:
    """Draw a token from its scores (k,)."""
    if sampling.temperature == 0:
        return int(scores.argmax())
    allowed = np.argsort(scores)[-sampling.top_k :] if sampling.top_k else np.arange(len(scores))
    chances = softmax(scores[allowed][:, None] / sampling.temperature)[:, 0]
    return int(rng.choice(allowed, p=chances))


def continued(run: Trace, x: Array) -> Trace:
    """Return a run over x (T, n) that begins with the last states of another."""
    return trace([layer_after(one, len(run.x)) for one in run.layers], x)
