"""The scores of a checkpoint that writes, over all held-out pairs; computed once for each."""

from functools import lru_cache

from explainer.numerics.counterfactual import LayerHold, with_hold
from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.pair_scores import PairScores, score_pairs


@lru_cache(maxsize=64)
def score_held_out_pairs(weights: Checkpoint, held: LayerHold | None = None) -> PairScores:
    """Return a checkpoint's scores, with a gate or state of the decoder held where `held` says so."""
    return score_pairs(with_hold(weights.layers, held), weights.encoder, weights.readout, weights.problem)
