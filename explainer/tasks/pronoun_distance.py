"""How often the pronoun is right, by how many steps ago its subject was named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.numerics.layer import Layer
from explainer.numerics.linear_probe import majority_class
from explainer.numerics.readout import Readout
from explainer.tasks.batch import Batch
from explainer.tasks.predictions import predict
from explainer.tasks.problem import Problem
from explainer.tasks.pronoun_text import distance_to_subject, first_gender

LEAST_COUNTED = 20  # question marks in a range of distances
MOST_RANGES = 12
WIDTHS = (5, 10, 20, 50)


@dataclass(frozen=True)
class DistanceScore:
    """The shares of `count` question marks that are right, `first` to `last` steps after the subject was named.

    `frequent` and `first_person` are the simple answers: the more frequent pronoun, and that of the first person.
    """

    first: int
    last: int
    count: int
    network: float
    frequent: float
    first_person: float


def accuracy_by_distance(layers: Sequence[Layer], readout: Readout, problem: Problem) -> tuple[DistanceScore, ...]:
    """Return the accuracy over the test set of the pronouns, range by range of the distance to the subject."""
    batch = problem.test
    predicted = predict(layers, readout, problem.dense(batch), "each").argmax(axis=1)  # (T, B)
    return score_by_distance(predicted, batch)


def score_by_distance(predicted: NDArray[np.int64], batch: Batch) -> tuple[DistanceScore, ...]:
    """Return the accuracy of predicted genders (T, B), range by range of the distance to the subject."""
    assert batch.mask is not None
    counts = batch.mask > 0
    distances, classes = distance_to_subject(batch.x)[counts], batch.target[counts]
    first = np.broadcast_to(first_gender(batch.x), counts.shape)[counts]
    right = [predicted[counts] == classes, classes == majority_class(classes), first == classes]
    found = []
    for low, high in distance_ranges(distances):
        here = (distances >= low) & (distances <= high)
        found.append(DistanceScore(low, high, int(here.sum()), *(float(one[here].mean()) for one in right)))
    return tuple(found)


def distance_ranges(distances: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return ranges of equal width that hold all distances (N,); one with few joins the range before it."""
    least, most = int(distances.min()), int(distances.max())
    width = next((one for one in WIDTHS if (most - least) / one < MOST_RANGES), WIDTHS[-1])
    found: list[tuple[int, int]] = []
    for low in range(width * (least // width), most + 1, width):
        high = low + width - 1
        few = ((distances >= low) & (distances <= high)).sum() < LEAST_COUNTED
        if few and found:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found
