"""What is said of a claim in single words: its verdict with a mark, the kind of its experiment, and its sources."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.lessons.claims.claim import Claim, Source
from explainer.lessons.course.message import gettext_noop


@dataclass(frozen=True)
class VerdictWord:
    """The word for a verdict, its mark, and the role whose hue it has; "" for muted."""

    title: str
    mark: str
    role: str = ""


VERDICTS: Mapping[str, VerdictWord] = {
    "holds": VerdictWord(gettext_noop("holds"), "✓", "keep"),
    "does not hold": VerdictWord(gettext_noop("does not hold"), "✗", "memory"),
    "depends": VerdictWord(gettext_noop("depends"), "◐", "read"),
    "undecided": VerdictWord(gettext_noop("undecided"), "?"),
}
"""The four verdicts, in the order in which they are offered as answers."""
NOT_TESTABLE, NO_RESULT = "not testable", "no result"
WITHOUT: Mapping[str, VerdictWord] = {
    NOT_TESTABLE: VerdictWord(gettext_noop("not testable"), "–"),
    NO_RESULT: VerdictWord(gettext_noop("no result"), "–"),
}
"""What stands in the place of a verdict where there is none."""
KINDS: Mapping[str, str] = {
    "exact": gettext_noop("exact"),
    "computed": gettext_noop("computed"),
    "trained": gettext_noop("trained"),
    NOT_TESTABLE: gettext_noop("not testable"),
}
ABOUT_KINDS: Mapping[str, str] = {
    "exact": gettext_noop("The rule has to be met in every seed, without statistics."),
    "computed": gettext_noop("Numbers of networks that were just drawn, or set by hand: no training."),
    "trained": gettext_noop("Networks are trained, one for each seed and condition."),
    NOT_TESTABLE: gettext_noop("No experiment on this machine can decide it."),
}
"""A sentence about each kind of experiment."""


def source_name(source: Source) -> str:
    """Return the short name of a source: “Phi 2018”; its title where no author is known."""
    return f"{source.author} {source.year}" if source.author else source.title


def source_names(claim: Claim) -> list[str]:
    """Return the short names of a claim's sources."""
    return [source_name(one) for one in claim.sources]
