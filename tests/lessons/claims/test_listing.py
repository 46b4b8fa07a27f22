"""The list of claims: Holm's correction over the page, and the filters."""

from dataclasses import replace

import pytest

from explainer.lessons.claims import listing
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import TOPICS, NotTestable, Rule
from explainer.lessons.claims.statistics import holm
from explainer.lessons.claims.words import VERDICTS, source_names


@pytest.fixture
def rows(results):
    return listing.rows()


def test_every_claim_is_listed_and_corrected_over_all_with_statistics(rows):
    assert [one.claim.id for one in rows] == list(CLAIMS)
    counted = [one for one in rows if one.verdict and not one.claim.rule.exact]
    assert [one.p for one in counted] == list(holm([one.verdict.p for one in counted]))
    assert all(one.p is None for one in rows if one not in counted)


def test_exact_claims_and_those_without_a_result_are_not_corrected(results):
    computed = next(one for one in CLAIMS.values() if one.kind == "computed")
    nobody = replace(computed, id="N01", experiment=NotTestable("Nobody can."), comparisons=())
    without = replace(computed, id="N02")
    found = {one.claim.id: one for one in listing.rows([computed, nobody, without])}
    assert found[computed.id].p == found[computed.id].verdict.p
    assert (found["N01"].outcome, found["N01"].p, found["N01"].survives) == ("not testable", None, None)
    assert (found["N02"].outcome, found["N02"].p, found["N02"].survives) == ("no result", None, None)


def test_a_claim_whose_rule_was_changed_has_no_verdict_in_the_list(results):
    computed = next(one for one in CLAIMS.values() if one.kind == "computed")
    (row,) = listing.rows([replace(computed, rule=Rule("below", 77.0))])
    assert row.outcome == "no result"


def test_a_verdict_survives_if_it_is_decided_after_the_correction(rows):
    row = next(one for one in rows if one.p is not None)
    decided = listing.Row(row.claim, replace(row.verdict, kind="holds"), 0.05)
    assert decided.survives is True
    assert replace(decided, p=0.06).survives is False
    assert listing.Row(row.claim, replace(row.verdict, kind="undecided"), 1.0).survives is None


def test_filters_leave_what_fits(rows):
    claim = rows[0].claim
    for name, value in (
        ("topic", claim.topic), ("source", source_names(claim)[0]), ("kind", claim.kind), ("verdict", rows[0].outcome),
    ):  # fmt: skip
        found = listing.filter_rows(rows, {name: value})
        assert rows[0] in found
        assert listing.filter_rows(rows, {name: "none of these"}) == []
    assert listing.filter_rows(rows, {}) == listing.filter_rows(rows, {"topic": listing.ALL}) == rows


def test_every_word_of_a_search_has_to_stand_somewhere(rows):
    claim = rows[0].claim
    assert listing.filter_rows(rows, {}, claim.id.lower()) == [rows[0]]
    assert rows[0] in listing.filter_rows(rows, {}, " ".join(reversed(claim.sentence.split()[:3])))
    assert listing.filter_rows(rows, {}, f"{claim.id} xyzzy") == []


def test_a_search_looks_at_id_sentence_and_topic_and_not_at_what_else_is_known_of_a_claim(rows):
    claim = rows[0].claim
    topic = [one for one in rows if one.claim.topic == claim.topic]
    assert set(topic) <= set(listing.filter_rows(rows, {}, TOPICS[claim.topic]))
    assert set(topic) <= set(listing.filter_rows(rows, {}, "память", lambda text: f"Память: {text}"))
    assert all("phi" not in one.claim.sentence.lower() for one in rows)
    assert listing.filter_rows(rows, {}, "Phi") == []
    assert "spectral radius" in next(one.claim.varied.lower() for one in rows if one.claim.id == "G04")
    assert "G04" not in [one.claim.id for one in listing.filter_rows(rows, {}, "spectral radius")]


def test_the_filters_have_every_kind_and_verdict(rows):
    there = listing.options()
    assert {one.claim.kind for one in rows} <= set(there["kind"])
    assert {*VERDICTS, "not testable"} <= set(there["verdict"])
    assert listing.sources(rows) == sorted({name for one in rows for name in source_names(one.claim)})
