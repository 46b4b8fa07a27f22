"""How well a trained network writes held-out pairs: whole targets, by length too, and single symbols in both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.tasks.batch import Batch
from explainer.tasks.pair_metrics import exact_by_length, exact_match, symbol_accuracy, written_accuracy
from explainer.tasks.pair_writing import write_tokens
from explainer.tasks.pairs import Tokens
from explainer.tasks.predictions import MAX_BATCH, after_source, predict
from explainer.tasks.problem import Problem


@dataclass(frozen=True)
class PairScores:
    """The share of targets without an error, and of right symbols under teacher forcing and writing freely.

    `by_length` holds for each length of a target, without its END, the share without an error, and `counts` how many
    there are. A target is written freely without an error exactly where each symbol is right under teacher forcing.
    """

    exact: float
    forced: float
    free: float
    by_length: Mapping[int, float]
    counts: Mapping[int, int]


def score_pairs(layers: Sequence[Layer], encoder: Sequence[Layer], readout: Readout, problem: Problem) -> PairScores:
    """Score a decoder and its encoder on the whole test set."""
    test = problem.test
    assert test.mask is not None
    parts = [test.columns(start, start + MAX_BATCH) for start in range(0, test.x.shape[-1], MAX_BATCH)]
    found = [_forced_and_free(layers, encoder, readout, problem, part) for part in parts]
    forced, free = (np.concatenate(tokens, axis=1) for tokens in zip(*found, strict=True))  # (T, B)
    lengths = test.mask.sum(axis=0).astype(np.int64) - 1
    sizes, counts = np.unique(lengths, return_counts=True)
    return PairScores(
        exact_match(forced, test.target, test.mask),
        symbol_accuracy(forced, test.target, test.mask),
        written_accuracy(free, test.target, test.mask),
        exact_by_length(forced, test.target, test.mask, lengths),
        dict(zip(sizes.tolist(), counts.tolist(), strict=True)),
    )


def _forced_and_free(
    layers: Sequence[Layer], encoder: Sequence[Layer], readout: Readout, problem: Problem, part: Batch
) -> tuple[Tokens, Tokens]:
    """Return the symbols written under teacher forcing, and freely, (T, B) each."""
    assert part.source is not None
    begun = after_source(layers, encoder, problem, part.source)
    forced = predict(begun, readout, problem.dense(part), "each").argmax(axis=1)
    return forced, write_tokens(begun, readout, part.x[0], len(part.x))[1:]
