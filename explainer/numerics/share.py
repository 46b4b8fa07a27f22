"""A share of trials with its interval.

The formula stands here, since `scipy.stats` takes a second or two to import, and a page's first figure waits for it.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Share:
    """`count` of `trials`, and the ends of an interval for the probability behind them."""

    count: int
    trials: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 without trials."""
        return self.count / self.trials if self.trials else 0.0


def wilson_share(count: int, trials: int, confidence: float = 0.95) -> Share:
    """Return a share with its score interval (Wilson 1927); without trials it reaches from 0 to 1."""
    if not trials:
        return Share(0, 0, 0.0, 1.0)
    z, share = NormalDist().inv_cdf((1 + confidence) / 2), count / trials
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    low, high = ((middle + side) / (1 + z * z / trials) for side in (-half, half))
    return Share(count, trials, low if count else 0.0, high if count < trials else 1.0)
