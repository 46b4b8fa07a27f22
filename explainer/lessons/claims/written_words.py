"""How well encoders and decoders that were trained on pairs write words: short against long ones, and freely."""

from collections.abc import Sequence
from itertools import starmap

import numpy as np

from explainer.lessons.claims.networks import encoders, networks
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.pair_scores import PairScores, score_pairs

SHORT, LONG = (3, 4), (9, 10)  # letters


def long_minus_short(result: RunResult) -> Sequence[float]:
    """Return each seed's share of faultless words of 9 and 10 letters, minus that of 3 and 4, (S,)."""
    return [share_of(one, LONG) - share_of(one, SHORT) for one in scores_of(result)]


def share_of(scores: PairScores, lengths: tuple[int, ...]) -> float:
    """Return the share of all targets of some lengths that were written without an error."""
    return float(np.average([scores.by_length[n] for n in lengths], weights=[scores.counts[n] for n in lengths]))


def right_symbols(result: RunResult) -> Sequence[float]:
    """Return the share of right symbols where each seed reads its own, as it has to when it is used, (S,)."""
    return [one.free for one in scores_of(result)]


def scores_of(result: RunResult) -> list[PairScores]:
    """Return how well each seed writes the pairs of the test."""
    problem = make_problem(result.recipe.task, result.recipe.settings)

    def scored(network: tuple[list[Layer], Readout], encoder: list[Layer]) -> PairScores:
        return score_pairs(network[0], encoder, network[1], problem)

    return list(starmap(scored, zip(networks(result), encoders(result), strict=True)))
