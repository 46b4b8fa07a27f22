"""What a checkpoint of the pronouns or the reviews does, measured over its test set and kept for the next look."""

from functools import lru_cache

from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.gender_findings import GenderFindings, measure_gender
from explainer.tasks.pronoun_distance import DistanceScore, accuracy_by_distance
from explainer.tasks.review_findings import ReviewFindings, measure_reviews

MOST_STORED = 32


@lru_cache(maxsize=MOST_STORED)
def gender_findings(weights: Checkpoint, layer: int) -> GenderFindings | None:
    """Return where one layer, counted from 0, has the subject's gender; None where its values are not finite."""
    return measure_gender(weights.layers, weights.problem, layer)


@lru_cache(maxsize=MOST_STORED)
def pronoun_scores(weights: Checkpoint) -> tuple[DistanceScore, ...]:
    """Return the accuracy of the pronouns by how far back their subject was named."""
    return accuracy_by_distance(weights.layers, weights.readout, weights.problem)


@lru_cache(maxsize=MOST_STORED)
def review_findings(weights: Checkpoint, layer: int) -> ReviewFindings | None:
    """Return the accuracy of the reviews by kind, and what the gates of one layer do; None for no finite numbers."""
    return measure_reviews(weights.layers, weights.readout, weights.problem, layer)
