"""Shipped results are found again: exact and computed ones to five digits, trained ones with the same verdict."""

import numpy as np
import pytest

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Computed, NotTestable, Trained
from explainer.lessons.claims.measuring import measure
from explainer.lessons.claims.shipped import shipped_result
from explainer.lessons.claims.verdict import decide

SEEDS = 2
TIMED = {"C02", "C03", "C04", "H18"}  # numbers about this machine
TRAINED_INSIDE = {"S01", "S13", "S14"}  # computed experiments that train: rounding grows over the updates
QUICK = 10.0  # CPU seconds that a trained claim took, up to which it is trained again
COMPUTED = [one for one in CLAIMS.values() if isinstance(one.experiment, Computed)]
QUICKLY_TRAINED = [
    one
    for one in CLAIMS.values()
    if isinstance(one.experiment, Trained) and (found := shipped_result(one)) and found.seconds <= QUICK
]


@pytest.mark.parametrize(
    "claim",
    [pytest.param(one, marks=[pytest.mark.more] if one.id in TRAINED_INSIDE else [], id=one.id) for one in COMPUTED],
)
def test_a_computed_claim_is_measured_again(claim):
    result = shipped_result(claim)
    assert result is not None
    again = measure(claim, result.first_seed, 1 if claim.id in TIMED else SEEDS)
    for condition, numbers in again.items():
        if claim.id in TIMED:
            assert np.isfinite(numbers).all()
        else:
            rounding = {"atol": 0.2} if claim.id in TRAINED_INSIDE else {"rtol": 1e-5, "atol": 1e-9}
            np.testing.assert_allclose(numbers, result.numbers[condition][:SEEDS], **rounding)


@pytest.mark.more
@pytest.mark.parametrize("claim", QUICKLY_TRAINED, ids=lambda one: one.id)
def test_a_quickly_trained_claim_has_no_comparison_on_the_opposite_side(claim):
    result = shipped_result(claim)
    assert result is not None
    again = measure(claim, result.first_seed, len(next(iter(result.numbers.values()))))
    for one, other in zip(decide(claim, again).outcomes, decide(claim, result.numbers).outcomes, strict=True):
        assert {one.side, other.side} != {"holds", "fails"}, one.comparison.name


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda one: one.id)
def test_every_field_says_something_and_every_condition_is_compared(claim):
    assert claim.sentence[-1] == claim.why[-1] == "." and len(claim.sentence.split()) <= 25
    assert claim.sources
    if isinstance(claim.experiment, NotTestable):
        return
    assert claim.refuted_by[-1] == claim.varied[-1] == "." and claim.measured
    assert {name for one in claim.comparisons for name in (one.first, one.second) if name} == set(claim.conditions)
    if isinstance(claim.experiment, Trained):
        assert all(claim.recipe(condition, claim.first_seed, claim.seeds) for condition in claim.conditions)
