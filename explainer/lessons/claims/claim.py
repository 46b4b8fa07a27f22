"""A claim: a sentence, who says it, an experiment, and the rule of its verdict, written before its run."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from explainer.lessons.course.message import gettext_noop
from explainer.runs.run_result import RunResult
from explainer.training.recipe import Recipe, checked

Condition = Mapping[str, Any]
"""What is varied: the values that a computed experiment takes, or the fields of a recipe that are changed."""
Relation = Literal["above", "below", "within"]
Combine = Literal["every", "flips"]
Kind = Literal["holds", "does not hold", "depends", "undecided"]
TOPICS = {
    "memory": gettext_noop("Memory and gradients"),
    "gates": gettext_noop("What gates do"),
    "cost": gettext_noop("GRU against LSTM, cost"),
    "advice": gettext_noop("Training advice"),
    "tasks": gettext_noop("Sequence tasks and the API"),
}


@dataclass(frozen=True)
class Source:
    """Who says it: author, year, and the text of the link."""

    author: str
    year: int
    title: str
    url: str = ""


@dataclass(frozen=True)
class Comparison:
    """What one verdict is about: the numbers of condition `first`, minus those of `second` with the same seeds.

    Where `second` is empty the numbers themselves are compared with the bound.
    """

    name: str
    first: str
    second: str = ""


@dataclass(frozen=True)
class Rule:
    """When the sentence holds: if the numbers of every comparison are `above` or `below` the bound, or `within` ±bound.

    `exact` means in every seed, without statistics: one seed that is not so refutes it. Otherwise the mean must be,
    with an interval and a sign test (`statistics.py`). `flips` asks instead that one comparison is on one side of the
    bound and another on the other.
    """

    relation: Relation
    bound: float = 0.0
    exact: bool = False
    combine: Combine = "every"


@dataclass(frozen=True)
class Computed:
    """An experiment that is computed while one looks: condition and seed to one number, in at most a second."""

    numbers: Callable[[Condition, int], float]


@dataclass(frozen=True)
class Trained:
    """An experiment that trains: a recipe, changed by each condition, and the number of each of its seeds, (S,).

    A condition's key "settings" is added to the settings of the recipe.
    """

    base: Recipe
    numbers: Callable[[RunResult], Sequence[float]]


@dataclass(frozen=True)
class NotTestable:
    """Why no experiment on this machine can decide it."""

    why: str


@dataclass(frozen=True)
class Claim:
    """One claim. `refuted_by` says in words what would refute it; `measured` what the numbers are, `unit` included.

    `expected` is the verdict that was expected before any run, from pilots or from theory; `why` one sentence that
    explains the verdict, or why it differs from the one expected. `changed` says what of rule, conditions or seeds was
    changed or known after a first result. `seeds` are those of the shipped result.
    """

    id: str
    topic: str
    sentence: str
    sources: tuple[Source, ...]
    refuted_by: str
    varied: str
    measured: str
    experiment: Computed | Trained | NotTestable
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    rule: Rule = Rule("above")
    expected: Kind = "holds"
    why: str = ""
    changed: str = ""
    seeds: int = 16
    first_seed: int = 7

    @property
    def kind(self) -> str:
        """The kind of its experiment: "exact", "computed", "trained" or "not testable"."""
        if isinstance(self.experiment, Computed):
            return "exact" if self.rule.exact else "computed"
        return "trained" if isinstance(self.experiment, Trained) else "not testable"

    def recipe(self, condition: str, first_seed: int, seeds: int) -> Recipe:
        """Return the checked recipe of a condition for some seeds; the claim must be trained."""
        assert isinstance(self.experiment, Trained)
        changes = dict(self.conditions[condition])
        base = self.experiment.base
        settings = {**base.settings, **changes.pop("settings", {})}
        return checked(replace(base, settings=settings, seed=first_seed, seeds=seeds, **changes))


def rule_digest(claim: Claim) -> str:
    """Return a fingerprint of all that decides the verdict: rule, comparisons, conditions, and what is trained."""
    experiment = claim.experiment
    what = {
        "id": claim.id,
        "sentence": claim.sentence,
        "rule": asdict(claim.rule),
        "comparisons": [asdict(one) for one in claim.comparisons],
        "conditions": {name: dict(values) for name, values in claim.conditions.items()},
        "recipe": _changed_fields(experiment.base) if isinstance(experiment, Trained) else "",
        "numbers": "" if isinstance(experiment, NotTestable) else experiment.numbers.__name__,
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=dict).encode()).hexdigest()[:16]


def _changed_fields(recipe: Recipe) -> dict[str, Any]:
    """Return the fields of a recipe that are not the default, so that later fields change no fingerprint."""
    default = asdict(Recipe())
    return {name: value for name, value in asdict(recipe).items() if value != default[name]}
