"""The difference of two settings over paired seeds: its mean, and an interval that says how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Sign = Literal["higher", "lower", "unclear"]


@dataclass(frozen=True)
class PairedDifference:
    """The mean of the differences of pairs, and the ends of its 95 % interval by Student's t."""

    mean: float
    low: float
    high: float

    @property
    def sign(self) -> Sign:
        """Whether the first is higher or lower; unclear where the interval holds 0."""
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "unclear"


def paired_difference(first: Sequence[float], second: Sequence[float]) -> PairedDifference:
    """Return the difference of two settings, each with the same seeds, 2 or more, in the same order."""
    from scipy.special import stdtrit  # here, as every page imports the lessons

    each = np.array(first, np.float64) - np.array(second, np.float64)  # (S,)
    mean = float(each.mean())
    half = float(stdtrit(len(each) - 1, 0.975)) * float(each.std(ddof=1)) / len(each) ** 0.5
    return PairedDifference(mean, mean - half, mean + half)
