"""Measuring a claim: the numbers of each of its conditions for some seeds."""

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Claim, Computed, NotTestable, Trained
from explainer.runs.run_result import RunResult, train_recipe


def measure(claim: Claim, first_seed: int, seeds: int) -> dict[str, NDArray[np.float64]]:
    """Return the numbers of every condition for `seeds` seeds from `first_seed` on, (S,) each; trains where it must."""
    if isinstance(claim.experiment, NotTestable):
        return {}
    return {condition: measure_condition(claim, condition, first_seed, seeds) for condition in claim.conditions}


def measure_condition(claim: Claim, condition: str, first_seed: int, seeds: int) -> NDArray[np.float64]:
    """Return the numbers of one condition, (S,)."""
    experiment = claim.experiment
    if isinstance(experiment, Computed):
        values = claim.conditions[condition]
        return np.array([experiment.numbers(values, first_seed + k) for k in range(seeds)], np.float64)
    return numbers_of_result(claim, train_recipe(claim.recipe(condition, first_seed, seeds)))


def numbers_of_result(claim: Claim, result: RunResult) -> NDArray[np.float64]:
    """Return the number of each seed of a run that was trained for a claim, (S,)."""
    assert isinstance(claim.experiment, Trained)
    return np.asarray(claim.experiment.numbers(result), np.float64)
