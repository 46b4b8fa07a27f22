"""The ratio of the times that a step of two cells takes."""

import time

import numpy as np

from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.step_sizes import WITHOUT


def log2_time(condition: Condition, seed: int) -> float:
    """Return log2 of the time that a step of a `cell` takes, as a share of that of the cell `against`.

    The condition's `work` is "training" or "forward"; `by` is "torch.nn", "torch.nn without oneDNN" or "our engine".
    This is the rim: the clock is time.thread_time, so the number differs from run to run. Seeds are repetitions.
    """
    from explainer.lessons.claims.step_time import STEPS_BY, fastest, one_thread, onednn  # they need torch

    make = STEPS_BY[condition["by"]]
    with one_thread(), onednn(condition["by"] != WITHOUT):
        sides = [make(name, condition["work"], seed) for name in (condition["cell"], condition["against"])]
        mine, other = fastest(sides, time.thread_time)
    return float(np.log2(mine / other))
