"""The verdict on a claim, from the numbers of its conditions by its rule alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Claim, Comparison, Kind, NotTestable, Rule
from explainer.lessons.claims.statistics import ALPHA, Interval, holm, interval, seeds_needed, sign_test

Side = Literal["holds", "fails", "undecided"]
ByCondition = Mapping[str, NDArray[np.float64]]
"""The numbers of each condition, (S,), in the order of the seeds."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one comparison shows: each seed's number, mean and interval, the p value by Holm, and whether it holds.

    `needed` is how many seeds would probably decide it, where it is undecided; None if over a thousand.
    """

    comparison: Comparison
    numbers: NDArray[np.float64]
    interval: Interval
    p: float
    side: Side
    needed: int | None = None


@dataclass(frozen=True, eq=False)
class Verdict:
    """One of four kinds, and the outcomes that it comes from; `p` is the largest of those that decide it."""

    kind: Kind
    outcomes: tuple[Outcome, ...] = ()

    @property
    def p(self) -> float:
        """The p value of the whole verdict: the largest of its decided comparisons, 1 where there are none."""
        return max((one.p for one in self.outcomes if one.side != "undecided"), default=1.0)

    @property
    def seeds(self) -> int:
        """How many seeds each comparison has."""
        return min((len(one.numbers) for one in self.outcomes), default=0)

    def names(self, side: Side) -> list[str]:
        """Return the names of the comparisons on a side."""
        return [one.comparison.name for one in self.outcomes if one.side == side]


def decide(claim: Claim, numbers: ByCondition, alpha: float = ALPHA) -> Verdict:
    """Return the verdict on a claim; conditions with different numbers of seeds are compared in those that all have.

    Raises KeyError where a condition has no numbers. What is not a number counts against the claim.
    """
    if isinstance(claim.experiment, NotTestable):
        return Verdict("undecided")
    each = [counted_against(paired(one, numbers), claim.rule) for one in claim.comparisons]
    if claim.rule.exact:
        outcomes = tuple(exact_outcome(*both, claim.rule) for both in zip(claim.comparisons, each, strict=True))
    else:
        corrected = holm([p_value(one, claim.rule) for one in each])
        outcomes = tuple(
            outcome(comparison, one, claim.rule, p, alpha)
            for comparison, one, p in zip(claim.comparisons, each, corrected, strict=True)
        )
    return Verdict(flipped(outcomes) if claim.rule.combine == "flips" else combined(outcomes), outcomes)


def paired(comparison: Comparison, numbers: ByCondition) -> NDArray[np.float64]:
    """Return the numbers of a comparison, (S,)."""
    first = np.asarray(numbers[comparison.first], np.float64)
    if not comparison.second:
        return first
    second = np.asarray(numbers[comparison.second], np.float64)
    seeds = min(len(first), len(second))
    return np.asarray(first[:seeds] - second[:seeds])


def counted_against(numbers: NDArray[np.float64], rule: Rule) -> NDArray[np.float64]:
    """Return the numbers with what is not a number (a run that has diverged, say) on the side that refutes."""
    return np.where(np.isnan(numbers), -np.inf if rule.relation == "above" else np.inf, numbers)


def exact_outcome(comparison: Comparison, numbers: NDArray[np.float64], rule: Rule) -> Outcome:
    """Return the outcome of an exact comparison: it holds if it does in every seed."""
    holds = {"above": numbers > rule.bound, "below": numbers < rule.bound, "within": abs(numbers) <= rule.bound}
    spread = Interval(float(numbers.mean()), float(numbers.min()), float(numbers.max()))
    return Outcome(comparison, numbers, spread, 0.0, "holds" if holds[rule.relation].all() else "fails")


def p_value(numbers: NDArray[np.float64], rule: Rule) -> float:
    """Return the p value of a comparison: for “within” the larger of those at both bounds (two one-sided tests)."""
    if rule.relation == "within":
        return max(sign_test(numbers, rule.bound), sign_test(numbers, -rule.bound))
    return sign_test(numbers, rule.bound)


def outcome(comparison: Comparison, numbers: NDArray[np.float64], rule: Rule, p: float, alpha: float) -> Outcome:
    """Return the outcome of a comparison: decided where interval and sign test agree."""
    found = interval(numbers)
    side = side_of(found, rule) if p <= alpha else "undecided"
    needed = seeds_needed(numbers, rule.bound, alpha) if side == "undecided" else None
    return Outcome(comparison, numbers, found, p, side, needed)


def side_of(found: Interval, rule: Rule) -> Side:
    """Return on which side of the bound an interval lies."""
    if rule.relation == "within":
        if -rule.bound <= found.low and found.high <= rule.bound:
            return "holds"
        return "fails" if found.low > rule.bound or found.high < -rule.bound else "undecided"
    above, below = found.low > rule.bound, found.high < rule.bound
    if rule.relation == "below":
        above, below = below, above
    return "holds" if above else "fails" if below else "undecided"


def combined(outcomes: tuple[Outcome, ...]) -> Kind:
    """Return the verdict where every comparison has to hold."""
    sides = {one.side for one in outcomes}
    if sides >= {"holds", "fails"}:
        return "depends"
    if "fails" in sides:
        return "does not hold"
    return "holds" if sides == {"holds"} else "undecided"


def flipped(outcomes: tuple[Outcome, ...]) -> Kind:
    """Return the verdict where one comparison has to be above and another below."""
    sides = {one.side for one in outcomes}
    if sides >= {"holds", "fails"}:
        return "holds"
    return "undecided" if "undecided" in sides else "does not hold"
