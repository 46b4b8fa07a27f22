"""Every claim is complete, and names only what there is."""

import pytest

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import TOPICS, NotTestable, Trained


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda one: one.id)
def test_a_claim_is_complete(claim):
    assert claim.topic in TOPICS and claim.sources
    for text in (claim.sentence, claim.why, claim.changed or claim.why):
        assert text.endswith(".") and len(text.split()) <= 25, text
    if isinstance(claim.experiment, NotTestable):
        assert claim.expected == "undecided" and claim.experiment.why.endswith(".")
        return
    assert claim.refuted_by and claim.varied and claim.measured and claim.comparisons
    named = {one.first for one in claim.comparisons} | {one.second for one in claim.comparisons} - {""}
    assert named == set(claim.conditions)
    assert claim.seeds >= (1 if claim.rule.exact else 6)
    if isinstance(claim.experiment, Trained):
        for condition in claim.conditions:
            assert claim.recipe(condition, 7, 6).seeds == 6
