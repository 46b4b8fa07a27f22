"""What a network that has learned the reviews does, measured on held-out reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.numerics.layer import Layer
from explainer.numerics.linear_probe import majority_class
from explainer.numerics.readout import Readout
from explainer.tasks.predictions import predict
from explainer.tasks.problem import Problem
from explainer.tasks.review_gates import GateOnWords, measure_gates, verdict_moves
from explainer.tasks.review_words import words_of_kinds
from explainer.tasks.reviews import accuracy_by_kind, bag_of_words_accuracy, last_opinion

NETWORK, BAG, LAST, FREQUENT = "the network", "a bag of words", "the last opinion word", "the more frequent answer"
MOST_NUMBERS = 2**22  # of a gate over all steps: more reviews than that allows are left out


@dataclass(frozen=True, eq=False)
class ReviewFindings:
    """Accuracy, gates and moves of the verdict on held-out reviews.

    `accuracy` has by answer the shares of "all" reviews and of those of each kind that are right, `reviews` how many
    there are. `gates` are measured on the second half of them, whose words are counted by kind in `counts`; so are
    `moves`, by how much a word moves the verdict.
    """

    reviews: int
    accuracy: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, int]
    gates: tuple[GateOnWords, ...]
    moves: Mapping[str, float]


def measure_reviews(layers: Sequence[Layer], readout: Readout, problem: Problem, layer: int) -> ReviewFindings | None:
    """Measure one layer, counted from 0, on the test set of the reviews; None where a prediction is not finite."""
    test = problem.test
    scores = predict(layers, readout, problem.dense(test), "last", test.lengths)  # (2, B)
    if not np.isfinite(scores).all():
        return None
    batch = test.columns(0, max(2, min(test.x.shape[1], MOST_NUMBERS // (len(test.x) * layers[layer].m))))
    second = batch.columns(batch.x.shape[1] // 2, None)
    assert second.lengths is not None
    accuracy = {
        NETWORK: accuracy_by_kind(scores.argmax(axis=0), test), BAG: bag_of_words_accuracy(problem.steps),
        LAST: accuracy_by_kind(last_opinion(test.x), test),
        FREQUENT: accuracy_by_kind(np.full(len(test.target), majority_class(test.target)), test),
    }  # fmt: skip
    counts = {kind: int(where.sum()) for kind, where in words_of_kinds(second.x, second.lengths).items()}
    return ReviewFindings(test.x.shape[1], accuracy, counts, measure_gates(layers, problem, batch, layer),
                          verdict_moves(layers, readout, problem, second))  # fmt: skip
