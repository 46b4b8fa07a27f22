"""How long training takes: a number about this machine, so it differs from one to the next."""

import math

from explainer.lessons.claims.claim import Condition
from explainer.runs.run_result import train_recipe
from explainer.training.recipe import Recipe

SHORT, LONG = 10, 30  # updates of two runs, whose difference holds no start and no evaluation


def log_seconds_per_sequence(condition: Condition, seed: int) -> float:
    """Return log10 of the CPU seconds of an update on brackets, for each sequence of the condition's `batch`.

    The clock is read in `train_recipe`, around two runs of which one makes 20 updates more.
    """
    short, long = (_seconds(condition["batch"], seed, updates) for updates in (SHORT, LONG))
    return math.log10(max(long - short, 1e-6) / ((LONG - SHORT) * condition["batch"]))


def _seconds(batch: int, seed: int, updates: int) -> float:
    recipe = Recipe("brackets", cell="GRU", m=16, batch=batch, seed=seed, updates=updates, early=False, device="cpu")
    return train_recipe(recipe, every=updates).seconds
