"""The unit finder: a network's units while it reads its test text, each ranked, ready to be scored on any feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.inputs.sequence import InputError
from explainer.numerics.layer import Layer
from explainer.numerics.unit_scores import UnitScores, ranks, score_units
from explainer.tasks.held_out_text import HeldOutText, held_out_text
from explainer.tasks.problem import Problem
from explainer.tasks.text_features import TextFeature, feature_values
from explainer.tasks.unit_values import UnitValues, most_tokens, read_units

CHANCE_SEED = 0  # of the moves that make the line of chance


@dataclass(frozen=True, eq=False)
class UnitFinder:
    """A text (N tokens), the values of all units after each (N, U), and their ranks in each half."""

    text: HeldOutText
    read: UnitValues
    first: NDArray[np.float32]
    second: NDArray[np.float32]

    def score(self, feature: Array) -> UnitScores:
        """Score every unit on a feature (N,), which has two different values in each half of the text."""
        halves = feature[: self.text.middle], feature[self.text.middle :]
        return score_units(self.first, self.second, halves, CHANCE_SEED)


def find_units(layers: Sequence[Layer], problem: Problem) -> UnitFinder:
    """Read the test text of a problem with a network and rank its units; raises InputError where there is no text."""
    text = held_out_text(problem, most_tokens(layers, problem))
    read = read_units(layers, text)
    return UnitFinder(text, read, ranks(read.values[: text.middle]), ranks(read.values[text.middle :]))


def best_units(finder: UnitFinder, features: Mapping[str, TextFeature]) -> list[dict[str, Any]]:
    """Return a row for each feature: its best unit and score; those that the text does not have say so.

    The unit is chosen on the first half; score and chance line are those of the second.
    """
    return [_row(finder, feature) for feature in features.values()]


def unit_rows(finder: UnitFinder, scores: UnitScores) -> list[dict[str, Any]]:
    """Return a row for each unit, in the order of the first half, with both scores."""
    return [
        {"unit": finder.read.labels[k], "first half": float(scores.first[k]), "second half": float(scores.second[k]),
         "where the feature is on": "high" if scores.sign[k] > 0 else "low", "above chance": scores.is_found(k)}
        for k in map(int, scores.order)
    ]  # fmt: skip


def _row(finder: UnitFinder, feature: TextFeature) -> dict[str, Any]:
    try:
        scores = finder.score(feature_values(feature, finder.text))
    except InputError:
        return {"feature": feature.name, "best unit": "not in both halves", "score": None, "chance line": None}
    best = scores.best
    return {"feature": feature.name, "best unit": finder.read.labels[best], "score": float(scores.second[best]),
            "chance line": scores.chance}  # fmt: skip
