"""The verdicts on the shipped results, stored beside them by `python docs/make_claims.py`.

A page shows all of them at once, and computing them anew would cost it a second, most of which is the import of scipy.
A verdict is stored with a digest of what it follows from; where that has changed, it is computed.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.shipped import Result, shipped_result
from explainer.lessons.claims.statistics import Interval
from explainer.lessons.claims.verdict import Outcome, Verdict, counted_against, decide, paired

PATH = files("explainer") / "data" / "claim_verdicts.json"
MAX_COMPUTED = 200


def shipped_verdict(claim: Claim) -> Verdict | None:
    """Return the verdict on the shipped result of a claim, None where there is none; raises ChangedRuleError."""
    result = shipped_result(claim)
    if result is None:
        return None
    of, stored = digest(result), _stored().get(claim.id)
    return verdict_from_json(claim, result, stored) if stored and stored["of"] == of else _computed(claim.id, of)


def digest(result: Result) -> str:
    """Return a fingerprint of what a verdict follows from: the rule, and the numbers of every condition."""
    found = hashlib.sha256(result.rule.encode())
    for name, numbers in result.numbers.items():
        found.update(name.encode() + np.ascontiguousarray(numbers, "<f8").tobytes())
    return found.hexdigest()[:16]


def verdict_json(result: Result, verdict: Verdict) -> dict[str, Any]:
    """Return what is stored of a verdict: all but the numbers, which stand in the result."""
    rows = [
        [one.interval.mean, one.interval.low, one.interval.high, one.p, one.side, one.needed]
        for one in verdict.outcomes
    ]
    return {"of": digest(result), "kind": verdict.kind, "outcomes": rows}


def verdict_from_json(claim: Claim, result: Result, stored: Mapping[str, Any]) -> Verdict:
    """Return a verdict as it was stored."""
    outcomes = tuple(
        Outcome(one, counted_against(paired(one, result.numbers), claim.rule), Interval(mean, low, high), p, side, more)
        for one, (mean, low, high, p, side, more) in zip(claim.comparisons, stored["outcomes"], strict=True)
    )
    return Verdict(stored["kind"], outcomes)


def verdicts_text() -> str:
    """Return the file of all verdicts, computed anew, a line for each claim."""
    lines = []
    for claim in CLAIMS.values():
        result = shipped_result(claim)
        if result:
            stored = verdict_json(result, decide(claim, result.numbers))
            lines.append(f"{json.dumps(claim.id)}: {json.dumps(stored)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


@lru_cache(maxsize=MAX_COMPUTED)
def _computed(claim_id: str, of: str) -> Verdict:
    """Return a verdict that is not stored; its digest is part of the cache's key."""
    claim = CLAIMS[claim_id]
    result = shipped_result(claim)
    assert result
    return decide(claim, result.numbers)


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.is_file() else {}
    return found
