"""A share of trials with its interval."""

from dataclasses import dataclass


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
    from scipy.stats import binomtest  # takes half a second to import

    found = binomtest(count, trials).proportion_ci(confidence, "wilson")
    return Share(count, trials, float(found.low), float(found.high))
