"""The list of claims: each with its shipped verdict, corrected over the whole page, and the filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import TOPICS, Claim
from explainer.lessons.claims.shipped import ChangedRuleError
from explainer.lessons.claims.statistics import ALPHA, holm
from explainer.lessons.claims.stored_verdicts import shipped_verdict
from explainer.lessons.claims.verdict import Verdict
from explainer.lessons.claims.words import KINDS, NO_RESULT, NOT_TESTABLE, VERDICTS, source_names

ALL = "all"
MOST_TYPED = 60


@dataclass(frozen=True, eq=False)
class Row:
    """A claim with its shipped verdict, None where it has no result.

    `p` is that of the verdict after Holm's correction over all claims with statistics; None for the others.
    """

    claim: Claim
    verdict: Verdict | None
    p: float | None = None

    @property
    def outcome(self) -> str:
        """A key of VERDICTS, "not testable" or "no result"."""
        if self.claim.kind == NOT_TESTABLE:
            return NOT_TESTABLE
        return self.verdict.kind if self.verdict else NO_RESULT

    @property
    def survives(self) -> bool | None:
        """Whether the verdict is decided after the correction too; None where there is nothing to correct."""
        decided = self.outcome in VERDICTS and self.outcome != "undecided"
        return None if self.p is None or not decided else self.p <= ALPHA


def rows(claims: Iterable[Claim] | None = None) -> list[Row]:
    """Return all claims with their verdicts; exact ones are not corrected, nor what has no result."""
    found = [(claim, _verdict(claim)) for claim in (CLAIMS.values() if claims is None else claims)]
    counted = [one for one in found if one[1] and not one[0].rule.exact]
    corrected = holm([verdict.p for _, verdict in counted if verdict])
    p = {claim.id: one for (claim, _), one in zip(counted, corrected, strict=True)}
    return [Row(claim, verdict, p.get(claim.id)) for claim, verdict in found]


def _verdict(claim: Claim) -> Verdict | None:
    try:
        return shipped_verdict(claim)
    except ChangedRuleError:  # said on the claim's own page
        return None


def sources(found: Iterable[Row]) -> list[str]:
    """Return the short names of all sources, in alphabetical order."""
    return sorted({name for one in found for name in source_names(one.claim)})


def filter_rows(
    found: Iterable[Row], chosen: Mapping[str, str], text: str = "", translate: Callable[[str], str] = str
) -> list[Row]:
    """Return the rows that fit: `chosen` may have "topic", "source", "kind" and "verdict", each ALL or a value.

    Of the text, every word has to stand in the id, the sentence or the topic, which may be translated.
    """
    words = text.lower().split()
    return [one for one in found if _fits(one, chosen) and all(word in _text(one.claim, translate) for word in words)]


def _fits(row: Row, chosen: Mapping[str, str]) -> bool:
    values: Mapping[str, Sequence[str]] = {
        "topic": (row.claim.topic,), "source": source_names(row.claim), "kind": (row.claim.kind,),
        "verdict": (row.outcome,),
    }  # fmt: skip
    return all(chosen.get(name, ALL) in (ALL, *values[name]) for name in values)


def _text(claim: Claim, translate: Callable[[str], str]) -> str:
    topic = TOPICS[claim.topic]
    return " ".join([claim.id, claim.sentence, topic, translate(topic)]).lower()


def options() -> Mapping[str, Sequence[str]]:
    """Return the values of the filters that do not depend on the claims."""
    return {"kind": [ALL, *KINDS], "verdict": [ALL, *VERDICTS, NOT_TESTABLE]}
