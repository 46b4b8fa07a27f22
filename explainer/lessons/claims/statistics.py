"""The statistics of paired seeds: interval of the mean, sign test, Holm's correction, and how many seeds more.

scipy takes most of a second to import, so functions do that: a page that shows stored verdicts needs none of it.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ALPHA = 0.05
RESAMPLES = 2000
POWER = 0.8
MOST_SEEDS = 1000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """The mean of the seeds and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


def interval(numbers: Numbers) -> Interval:
    """Return mean and bias-corrected accelerated bootstrap interval (Efron 1987) of numbers, (S,).

    The resampling has a fixed seed. Where all numbers are equal or some are infinite, or there are fewer than 3, the
    ends are the least and the largest number, around the mean or the median.
    """
    if not np.isfinite(numbers).all():
        return Interval(float(np.median(numbers)), float(numbers.min()), float(numbers.max()))
    mean = float(numbers.mean())
    if len(numbers) < 3 or np.ptp(numbers) <= 1e-12 * max(abs(mean), 1e-300):
        return Interval(mean, float(numbers.min()), float(numbers.max()))
    from scipy import stats

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (numbers,), np.mean, confidence_level=1 - ALPHA, n_resamples=RESAMPLES, method="BCa", rng=0
        ).confidence_interval
    low, high = float(found.low), float(found.high)
    if not np.isfinite([low, high]).all():
        return Interval(mean, float(numbers.min()), float(numbers.max()))
    return Interval(mean, low, high)


def sign_test(numbers: Numbers, bound: float) -> float:
    """Return the two-sided p value of the sign test that the median is `bound`; ties are left out."""
    from scipy.stats import binomtest

    above, below = int((numbers > bound).sum()), int((numbers < bound).sum())
    return float(binomtest(above, above + below).pvalue) if above + below else 1.0


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p values corrected for their number (Holm 1979), in their order; scipy has no function for it."""
    order = np.argsort(p_values)
    factors = len(p_values) - np.arange(len(p_values))
    adjusted = np.minimum(np.maximum.accumulate(np.asarray(p_values)[order] * factors), 1.0)
    corrected = np.empty(len(p_values))
    corrected[order] = adjusted
    return tuple(float(one) for one in corrected)


def power(share: float, seeds: NDArray[np.int64], alpha: float = ALPHA) -> Numbers:
    """Return how often the sign test with so many seeds, (k,), finds it that a share of all lies above the bound, (k,).

    It finds it where at most `most` seeds lie on one of the sides: the largest number that is rare enough by chance.
    """
    from scipy.stats import binom

    most = binom.ppf(alpha / 2, seeds, 0.5)
    most = np.where(2 * binom.cdf(most, seeds, 0.5) <= alpha, most, most - 1)
    return np.asarray(binom.cdf(most, seeds, share) + binom.sf(seeds - most - 1, seeds, share))


def seeds_needed(numbers: Numbers, bound: float, alpha: float = ALPHA) -> int | None:
    """Return how many seeds would decide in 80 of 100 cases, if further seeds are like these; None above 1,000.

    The share of seeds above the bound is estimated with one seed more on each side (Laplace's rule).
    """
    above, below = int((numbers > bound).sum()), int((numbers < bound).sum())
    share = (max(above, below) + 1) / (above + below + 2)
    candidates = np.arange(max(len(numbers) + 1, 6), MOST_SEEDS + 1, dtype=np.int64)
    enough = power(share, candidates, alpha) >= POWER
    return int(candidates[enough.argmax()]) if enough.any() else None
