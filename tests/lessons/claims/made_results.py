"""Results of all claims for tests, drawn from a seed: tests of pages do not depend on what is shipped."""

from pathlib import Path

import numpy as np

from explainer.lessons.claims import shipped
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.claim import Claim, NotTestable, rule_digest
from explainer.lessons.claims.shipped import Result, result_to_json

SEEDS = 12


def made_result(claim: Claim, seeds: int = SEEDS, shift: float = 0.0) -> Result:
    """Return a result whose numbers lie beside the bound: the first condition above it, the others around 0."""
    rng = np.random.default_rng([ord(one) for one in claim.id])
    numbers = {
        name: rng.normal((k == 0) * (abs(claim.rule.bound) + 1) + shift, 0.1, seeds)
        for k, name in enumerate(claim.conditions)
    }
    versions = {"gatescope": "0", "python": "3", "torch": "2", "numpy": "2"}
    return Result(numbers, claim.first_seed, rule_digest(claim), "2026-01-02", "a machine", versions, 1.5)


def install(monkeypatch, folder: Path) -> None:
    """Let every claim have such a result while a test runs; the caller clears the cache afterwards."""
    for claim in CLAIMS.values():
        if not isinstance(claim.experiment, NotTestable):
            (folder / f"{claim.id}.json").write_text(result_to_json(made_result(claim)), encoding="utf-8")
    monkeypatch.setattr(shipped, "FOLDER", folder)
    shipped._stored.cache_clear()
