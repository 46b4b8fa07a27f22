"""The difference of two settings over paired seeds: its mean, and an interval that says how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

QUANTILES = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
"""The 97.5 % quantile of Student's t distribution by degrees of freedom (Student 1908; tables of Fisher 1925)."""

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
    """Return the difference of two settings, each with the same 2 to 10 seeds in the same order."""
    each = np.array(first, np.float64) - np.array(second, np.float64)  # (S,)
    mean = float(each.mean())
    half = QUANTILES[len(each) - 1] * float(each.std(ddof=1)) / len(each) ** 0.5
    return PairedDifference(mean, mean - half, mean + half)
