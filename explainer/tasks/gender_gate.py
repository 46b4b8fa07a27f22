"""What the gate that keeps does at a new subject, unit by unit, against all other steps."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.tasks.pronoun_text import new_subject_at, steps_since_subject


@dataclass(frozen=True, eq=False)
class GateAtSubject:
    """The mean of a keep gate in each unit, (m,): `at_new` subjects, of which there are `new`, and `elsewhere`.

    The first subject of a sequence does not count, because there is nothing before it to clear.
    """

    name: str
    at_new: Array
    elsewhere: Array
    new: int
    others: int


def gate_at_subject(name: str, values: Array, tokens: NDArray[Any]) -> GateAtSubject | None:
    """Return the means of a gate's values (T, B, m) over tokens (T, B); None where no sequence has a second subject."""
    since = steps_since_subject(tokens)
    had_one = np.concatenate([np.zeros_like(since[:1]), since[:-1] >= 0]) > 0
    new = new_subject_at(tokens) & had_one
    others = had_one & ~new
    if not new.any():
        return None
    return GateAtSubject(name, values[new].mean(axis=0), values[others].mean(axis=0), int(new.sum()), int(others.sum()))
