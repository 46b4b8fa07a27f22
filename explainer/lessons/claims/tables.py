"""Tables of claims: the numbers of all seeds and the list of the page as CSV, and docs/claims.md."""

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import TOPICS, NotTestable
from explainer.lessons.claims.listing import Row
from explainer.lessons.claims.sentences import short
from explainer.lessons.claims.verdict import Verdict
from explainer.lessons.claims.words import source_names

COLUMNS = ("id", "topic", "sentence", "source", "kind", "seeds", "comparison", "mean", "low", "high", "p",
           "p after Holm", "verdict", "expected")  # fmt: skip
HEAD = """# Claims

Sentences that textbooks and tutorials say of recurrent networks, each in our words, with an experiment that tests it.
The rule of a verdict was written before its run; where something of it was changed or known after a first result, the
last column says so. The page **Claims** shows every seed and the experiment’s source, and runs it again. The effect is
the mean over seeds with its 95 % interval (BCa bootstrap), of each comparison; “expected” is the verdict that was
expected before any run. The p values are those of sign tests, corrected by Holm over all claims
with statistics. The page is made from the shipped results by `python docs/make_claims.py`.
"""


def numbers_csv(numbers: Mapping[str, NDArray[np.float64]], first_seed: int) -> str:
    """Return the number of every seed in every condition: a row for each seed."""
    most = max(map(len, numbers.values()), default=0)
    rows = [
        [first_seed + k, *(repr(float(one[k])) if k < len(one) else "" for one in numbers.values())]
        for k in range(most)
    ]
    return _csv([["seed", *numbers], *rows])


def rows_csv(rows: Sequence[Row]) -> str:
    """Return the list: a row for each comparison of each claim, one for a claim without a result."""
    lines: list[list[object]] = [list(COLUMNS)]
    for row in rows:
        claim, sources = row.claim, ", ".join(source_names(row.claim))
        first = [claim.id, TOPICS[claim.topic], claim.sentence, sources, claim.kind]
        last = ["" if row.p is None else f"{row.p:.3g}", row.outcome, claim.expected]
        outcomes = row.verdict.outcomes if row.verdict else ()
        for one in outcomes:
            found = [f"{value:.6g}" for value in (one.interval.mean, one.interval.low, one.interval.high, one.p)]
            lines.append([*first, len(one.numbers), one.comparison.name, *found, *last])
        if not outcomes:
            lines.append([*first, "", "", "", "", "", "", *last])
    return _csv(lines)


def _csv(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV, without what a spreadsheet would take for a formula."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([[_safe(one) for one in row] for row in rows])
    return file.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "@") else cell


def page(rows: Sequence[Row]) -> str:
    """Return docs/claims.md."""
    parts = [HEAD]
    for topic, title in TOPICS.items():
        found = [one for one in rows if one.claim.topic == topic]
        if found:
            parts += [f"## {title}\n", _markdown_head(), *(_markdown_row(one) for one in found), ""]
    return "\n".join(parts)


def _markdown_head() -> str:
    names = ("id", "sentence", "source", "kind", "seeds", "effect [interval]", "p after Holm", "verdict", "expected",
             "why")  # fmt: skip
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def _markdown_row(row: Row) -> str:
    claim, verdict = row.claim, row.verdict
    differs = row.verdict is not None and row.outcome != claim.expected
    why = claim.experiment.why if isinstance(claim.experiment, NotTestable) else claim.why if differs else ""
    why = f"{why} {claim.changed}".strip()
    cells = [
        claim.id, claim.sentence, ", ".join(source_names(claim)), claim.kind,
        str(verdict.seeds) if verdict else "", effects(verdict) if verdict else "",
        "" if row.p is None else "< 0.0001" if row.p < 1e-4 else f"{row.p:.2g}", f"**{row.outcome}**", claim.expected,
        why,
    ]  # fmt: skip
    return f"| {' | '.join(one.replace('|', '/') for one in cells)} |"


def effects(verdict: Verdict) -> str:
    """Return mean and interval of each comparison."""
    return "; ".join(
        f"{one.comparison.name}: {short(one.interval.mean)} [{short(one.interval.low)}, {short(one.interval.high)}]"
        for one in verdict.outcomes
    )
