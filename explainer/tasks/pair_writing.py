"""A trained decoder in numpy, after its encoder has read a source: writing freely, and on the right symbols."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.numerics.trace import Trace, trace
from explainer.tasks.pairs import END_TOKEN, Tokens
from explainer.tasks.predictions import layer_after, softmax
from explainer.tasks.problem import Problem


@dataclass(frozen=True, eq=False)
class DecoderRun:
    """A decoder's run: the tokens that it read (T,), the probabilities of what comes next (T, k), and all values."""

    read: Tokens
    probabilities: Array
    trace: Trace

    @property
    def written(self) -> Tokens:
        """The most likely token at each step, (T,): what is written."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def ended(self) -> bool:
        """Whether the last token written is END."""
        return bool(self.written[-1] == END_TOKEN)


def write_freely(layers: Sequence[Layer], readout: Readout, problem: Problem) -> DecoderRun:
    """Write from the states of the layers, each token being the next input, up to END or as long as the longest target.

    The first input is the first of the problem's probe, START.
    """
    assert problem.pairs is not None
    most = max(problem.pairs.target_steps, len(problem.probe.x))
    tokens = write_tokens(layers, readout, problem.probe.x[0], most)[:, 0]  # (most + 1,)
    ends = np.flatnonzero(tokens[1:] == END_TOKEN)
    return read_tokens(layers, readout, tokens[: ends[0] + 1 if len(ends) else most])


def read_tokens(layers: Sequence[Layer], readout: Readout, tokens: Tokens) -> DecoderRun:
    """Read tokens (T,): under teacher forcing those of the right target, one step behind."""
    run = trace(layers, np.eye(len(readout.bias))[tokens])
    return DecoderRun(tokens, softmax(readout.predict(run.output).T).T, run)


def write_tokens(layers: Sequence[Layer], readout: Readout, first: NDArray[np.int64], steps: int) -> Tokens:
    """Return `first` (B,) and what is written after it, each token being the next input, (steps + 1, B)."""
    tokens, layers = [first], list(layers)
    for _ in range(steps):
        run = trace(layers, np.eye(len(readout.bias))[tokens[-1]][None])  # x is (1, B, k)
        tokens.append(readout.predict(run.output[-1]).argmax(axis=-1))
        layers = [layer_after(one, 1) for one in run.layers]
    return np.array(tokens, np.int64)
