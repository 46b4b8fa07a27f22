"""Stored verdicts are those that follow from the numbers, and are used only while they do."""

import json
import subprocess
import sys

import numpy as np

from explainer.lessons.claims import shipped, stored_verdicts
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.shipped import result_from_json, result_to_json
from explainer.lessons.claims.verdict import decide
from tests.conftest import ROOT
from tests.lessons.claims.made_results import made_result

CLAIM = next(one for one in CLAIMS.values() if one.kind == "computed")


def same(one, other) -> bool:
    pairs = zip(one.outcomes, other.outcomes, strict=True)
    return one.kind == other.kind and all(
        (a.comparison, a.interval, a.p, a.side, a.needed) == (b.comparison, b.interval, b.p, b.side, b.needed)
        and np.array_equal(a.numbers, b.numbers)
        for a, b in pairs
    )


def test_a_stored_verdict_is_the_computed_one():
    result = made_result(CLAIM)
    verdict = decide(CLAIM, result.numbers)
    stored = json.loads(json.dumps(stored_verdicts.verdict_json(result, verdict)))
    assert same(stored_verdicts.verdict_from_json(CLAIM, result, stored), verdict)


def test_numbers_that_are_infinite_are_stored_too():
    result = made_result(CLAIM)
    name = next(iter(result.numbers))
    result.numbers[name][0] = np.nan
    verdict = decide(CLAIM, result.numbers)
    stored = json.loads(json.dumps(stored_verdicts.verdict_json(result, verdict)))
    assert same(stored_verdicts.verdict_from_json(CLAIM, result, stored), verdict)


def test_other_numbers_have_another_digest_and_are_decided_anew(results, monkeypatch):
    wrong = {"of": "another", "kind": "undecided", "outcomes": []}
    monkeypatch.setattr(stored_verdicts, "_stored", lambda: {CLAIM.id: wrong})
    found = stored_verdicts.shipped_verdict(CLAIM)
    assert same(found, decide(CLAIM, shipped.shipped_result(CLAIM).numbers))
    result = made_result(CLAIM)
    assert stored_verdicts.digest(result) == stored_verdicts.digest(made_result(CLAIM))
    assert stored_verdicts.digest(made_result(CLAIM, shift=1e-9)) != stored_verdicts.digest(result)


def test_the_file_has_every_verdict(results, monkeypatch):
    stored = json.loads(stored_verdicts.verdicts_text())
    assert set(stored) == {one.id for one in CLAIMS.values() if one.kind != "not testable"}
    monkeypatch.setattr(stored_verdicts, "_stored", lambda: stored)
    monkeypatch.setattr(stored_verdicts, "_computed", None)
    assert stored_verdicts.shipped_verdict(CLAIM).kind == stored[CLAIM.id]["kind"]


def test_a_stored_verdict_is_read_without_scipy_or_torch():
    code = (
        "import sys; from explainer.lessons.claims import listing, list_html, claim_figure; "
        "listing.rows(); print({'scipy', 'torch', 'plotly', 'streamlit'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_a_result_that_is_read_again_has_the_digest_of_the_file():
    once = result_from_json(result_to_json(made_result(CLAIM)))
    again = result_from_json(result_to_json(once))
    assert stored_verdicts.digest(once) == stored_verdicts.digest(again)
