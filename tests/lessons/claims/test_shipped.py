"""Shipped results belong to the rule that stands there now, and give the same numbers again."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import NotTestable, Rule, rule_digest
from explainer.lessons.claims.shipped import ChangedRuleError, result_from_json, result_to_json, shipped_result
from explainer.lessons.claims.verdict import decide

TESTABLE = [one for one in CLAIMS.values() if not isinstance(one.experiment, NotTestable)]


@pytest.mark.parametrize("claim", TESTABLE, ids=lambda one: one.id)
def test_every_claim_has_a_result_of_at_least_five_seeds_for_its_rule(claim):
    result = shipped_result(claim)
    assert result is not None
    assert set(result.numbers) == set(claim.conditions)
    assert claim.rule.exact or decide(claim, result.numbers).seeds >= 5


def test_a_rule_that_was_changed_after_its_run_is_refused():
    claim = next(one for one in TESTABLE if not one.rule.exact)
    with pytest.raises(ChangedRuleError, match=f"rule of claim {claim.id} was changed after its run"):
        shipped_result(replace(claim, rule=Rule("above", claim.rule.bound + 1)))


def test_every_part_that_decides_is_in_the_digest():
    claim = TESTABLE[0]
    others = (
        replace(claim, sentence="Another."), replace(claim, comparisons=()), replace(claim, conditions={"x": {}}),
        replace(claim, rule=replace(claim.rule, exact=True)),
    )  # fmt: skip
    assert len({rule_digest(one) for one in (claim, *others)}) == 5


def test_a_result_comes_back_from_json():
    claim = next(one for one in TESTABLE if shipped_result(one))
    result = shipped_result(claim)
    again = result_from_json(result_to_json(replace(result, numbers={"a": np.array([1.25, np.nan, np.inf])})))
    assert np.array_equal(again.numbers["a"], [1.25, np.nan, np.inf], equal_nan=True)
    assert (again.rule, again.date, again.first_seed) == (result.rule, result.date, result.first_seed)
