"""The common scale of a claim's comparisons: a range with every seed, every interval and the bounds in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Rule
from explainer.lessons.claims.verdict import Outcome, Verdict

MARGIN = 0.06  # of the range, on each side


@dataclass(frozen=True)
class Scale:
    """The ends of an axis; what lies outside, an infinite number that is, is drawn at the nearer end."""

    low: float
    high: float

    def share(self, value: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where a number lies, as a share of the axis from 0 to 1."""
        return np.clip((np.asarray(value, np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)

    def inside(self, value: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return numbers with those outside moved to the nearer end."""
        return np.clip(np.asarray(value, np.float64), self.low, self.high)


def bounds(rule: Rule) -> tuple[float, ...]:
    """Return the bound, for “within” both."""
    return (-rule.bound, rule.bound) if rule.relation == "within" else (rule.bound,)


def scale_of(rule: Rule, *verdicts: Verdict) -> Scale:
    """Return the scale of the comparisons of one or more verdicts on a claim."""
    outcomes = [one for verdict in verdicts for one in verdict.outcomes]
    found = np.concatenate([[*bounds(rule)], *(_numbers(one) for one in outcomes)])
    found = found[np.isfinite(found)]
    low, high = float(found.min()), float(found.max())
    margin = MARGIN * (high - low) or 0.1 * (abs(high) or 1.0)
    return Scale(low - margin, high + margin)


def _numbers(outcome: Outcome) -> NDArray[np.float64]:
    return np.array([*outcome.numbers, outcome.interval.low, outcome.interval.high], np.float64)
