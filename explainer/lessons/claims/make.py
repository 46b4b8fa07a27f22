"""Measures the shipped results again: `python -m explainer.lessons.claims.make [G01 …]` makes data/claims/*.json."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim, NotTestable, rule_digest
from explainer.lessons.claims.measuring import measure
from explainer.lessons.claims.shipped import FOLDER, Result, result_to_json
from explainer.lessons.claims.verdict import decide
from explainer.runs.machine import machine_name
from explainer.runs.versions import versions


def make(claim: Claim) -> Result:
    """Measure a claim with all of its seeds."""
    begun = time.process_time()
    numbers = measure(claim, claim.first_seed, claim.seeds)
    return Result(
        numbers, claim.first_seed, rule_digest(claim), datetime.now(UTC).date().isoformat(),
        machine_name(), versions(), round(time.process_time() - begun, 2),
    )  # fmt: skip


def main(wanted: list[str]) -> None:
    """Measure the named claims, or all, and write their files."""
    folder = Path(str(FOLDER))
    folder.mkdir(exist_ok=True)
    for claim in CLAIMS.values():
        if (not wanted or claim.id in wanted) and not isinstance(claim.experiment, NotTestable):
            result = make(claim)
            (folder / f"{claim.id}.json").write_text(result_to_json(result), encoding="utf-8")
            print(claim.id, decide(claim, result.numbers).kind, f"{result.seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
