"""Verdicts follow the rule: against simulated claims whose truth is known, and case by case."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.claims.claim import Claim, Comparison, Computed, NotTestable, Rule
from explainer.lessons.claims.statistics import power
from explainer.lessons.claims.verdict import decide

CLAIM = Claim(
    "X", "memory", "A beats B.", (), "", "", "", Computed(lambda condition, seed: 0.0),
    {"a": {}, "b": {}}, (Comparison("a against b", "a", "b"),), Rule("above"),
)  # fmt: skip
SIMULATED, SEEDS = 200, 16


def simulated(effect: float, rule: Rule = CLAIM.rule) -> list[str]:
    """Return the verdicts on 200 claims whose differences are drawn around an effect."""
    rng, claim = np.random.default_rng(5), replace(CLAIM, rule=rule)
    drawn = [(rng.normal(effect, 1, SEEDS), np.zeros(SEEDS)) for _ in range(SIMULATED)]
    return [decide(claim, {"a": a, "b": b}).kind for a, b in drawn]


def test_of_200_claims_without_an_effect_at_most_5_in_100_are_decided():
    decided = sum(kind != "undecided" for kind in simulated(0.0))
    assert decided <= SIMULATED * 0.05 + 2 * (SIMULATED * 0.05 * 0.95) ** 0.5
    print(f"{decided} of {SIMULATED} decided without an effect")


def test_of_200_claims_with_an_effect_as_many_hold_as_the_power_says():
    from scipy.stats import norm

    found = simulated(1.0).count("holds")
    expected = SIMULATED * power(norm.cdf(1.0), np.array([SEEDS]))[0]
    assert found == pytest.approx(expected, abs=3 * (SIMULATED * 0.25) ** 0.5)
    assert simulated(1.0).count("does not hold") == 0
    print(f"{found} of {SIMULATED} hold, {expected:.0f} by the power of the sign test")


def test_a_difference_within_the_bound_holds_and_one_beyond_it_does_not():
    assert simulated(0.0, Rule("within", 3.0)).count("holds") > 150
    assert simulated(5.0, Rule("within", 1.0)).count("does not hold") == SIMULATED
    assert simulated(1.0, Rule("within", 1.0)).count("undecided") > 180


def level(numbers: dict[str, float], rule: Rule = CLAIM.rule) -> Claim:
    return replace(CLAIM, comparisons=tuple(Comparison(name, name) for name in numbers), rule=rule)


def verdict(means: dict[str, float], rule: Rule = CLAIM.rule, spread: float = 0.01):
    noise = spread * np.random.default_rng(2).standard_normal(SEEDS)
    return decide(level(means, rule), {name: mean + noise for name, mean in means.items()})


def test_it_depends_where_some_comparisons_hold_and_others_do_not():
    found = verdict({"0": -1, "1": -1, "3": 1})
    assert found.kind == "depends"
    assert (found.names("holds"), found.names("fails")) == (["3"], ["0", "1"])


def test_every_comparison_has_to_hold():
    assert verdict({"0": 1, "1": 1}).kind == "holds"
    assert verdict({"0": 1, "1": 0}, spread=1.0).kind == "undecided"
    assert verdict({"0": -1, "1": 0}, spread=1.0).kind in ("does not hold", "undecided")
    assert verdict({"0": -1}).kind == "does not hold"
    assert verdict({"0": -1}, Rule("below")).kind == "holds"


def test_a_winner_that_flips_needs_both_sides():
    rule = Rule("above", combine="flips")
    assert verdict({"0": 1, "1": -1}, rule).kind == "holds"
    assert verdict({"0": 1, "1": 1}, rule).kind == "does not hold"


@pytest.mark.parametrize(
    ("numbers", "kind"), [([1e-9, 0], "holds"), ([1e-9, 1], "does not hold"), ([np.nan], "does not hold")]
)
def test_one_seed_refutes_an_exact_claim(numbers, kind):
    claim = level({"a": 0}, Rule("within", 1e-6, exact=True))
    assert decide(claim, {"a": np.array(numbers)}).kind == kind


def test_a_run_that_diverged_counts_against_the_claim():
    numbers = np.r_[np.ones(12), np.nan]
    assert decide(level({"a": 0}), {"a": numbers}).outcomes[0].interval.low == -np.inf
    assert decide(level({"a": 0}), {"a": numbers}).kind == "undecided"


def test_only_seeds_that_both_conditions_have_are_compared():
    assert decide(CLAIM, {"a": np.ones(9), "b": np.zeros(7)}).seeds == 7


def test_what_cannot_be_tested_is_undecided():
    assert decide(replace(CLAIM, experiment=NotTestable("Nobody can."), comparisons=()), {}).kind == "undecided"


def test_few_seeds_say_how_many_would_do():
    found = decide(CLAIM, {"a": np.ones(5), "b": np.zeros(5)})
    assert found.kind == "undecided"
    assert found.outcomes[0].needed is not None and 6 <= found.outcomes[0].needed <= 20
