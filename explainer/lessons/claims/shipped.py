"""The results that come with the program: numbers of each claim, and the rule that they were measured for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Claim, rule_digest

FOLDER = files("explainer") / "data" / "claims"


class ChangedRuleError(ValueError):
    """A result was measured for another rule than the claim has now; it has to be measured again."""


@dataclass(frozen=True, eq=False)
class Result:
    """The numbers of a claim's conditions, (S,), its first seed, and when and with what they were measured.

    `seconds` are the CPU seconds of all conditions together.
    """

    numbers: Mapping[str, NDArray[np.float64]]
    first_seed: int
    rule: str
    date: str
    machine: str
    versions: Mapping[str, str]
    seconds: float


def shipped_result(claim: Claim) -> Result | None:
    """Return the shipped result of a claim, None where there is none; raises ChangedRuleError."""
    found = _stored(claim.id)
    if found and found.rule != rule_digest(claim):
        raise ChangedRuleError(
            f"The rule of claim {claim.id} was changed after its run of {found.date}; `make claims CLAIMS={claim.id}` "
            "measures it again."
        )
    return found


@cache
def _stored(claim_id: str) -> Result | None:
    path = FOLDER / f"{claim_id}.json"
    return result_from_json(path.read_text(encoding="utf-8")) if path.is_file() else None


def result_from_json(text: str) -> Result:
    """Return a result as it was stored."""
    stored = json.loads(text)
    numbers = {name: np.array(values, np.float64) for name, values in stored.pop("numbers").items()}
    return Result(numbers=numbers, **stored)


def result_to_json(result: Result) -> str:
    """Return a result as JSON, its numbers with seven digits; not a number is written as NaN."""
    numbers = {name: [float(f"{one:.7g}") for one in values] for name, values in result.numbers.items()}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in numbers.items())
    others = {name: getattr(result, name) for name in ("first_seed", "rule", "date", "machine", "versions", "seconds")}
    return f'{json.dumps(others, sort_keys=True)[:-1]}, "numbers": {{\n{lines}\n}}}}\n'
