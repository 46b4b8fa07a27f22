"""The row: what is known of a run without its numbers."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from explainer.training.recipe import Recipe

ENDED = "ended"


@dataclass(frozen=True)
class Row:
    """One run. `state` is "queued", "running", "paused" or "ended"; `place` its place in line, from 1.

    `made` is in seconds since 1970, `size` in bytes as kept, `metric` per seed. `begun` holds what the loop told at
    its start, `versions` the programs it was made with, `hand` the learning rates that were set by hand while it
    trained, as (step, rate). `note` says what is not kept of it, and why.
    """

    id: str
    owner: str
    recipe: Recipe
    race: str = ""
    made: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)
    state: str = "queued"
    place: int = 0
    reason: str = ""
    sentence: str = ""
    note: str = ""
    step: int = 0
    rate: float = 0.0
    metric: tuple[float | None, ...] = ()
    begun: Mapping[str, Any] = field(default_factory=dict)
    hand: tuple[tuple[int, float], ...] = ()
    size: int = 0

    @property
    def seed(self) -> int:
        """The seed of its first start."""
        return self.recipe.seed

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state == ENDED

    def message(self) -> dict[str, Any]:
        """Return its state as the browser reads it."""
        told = {key: getattr(self, key) for key in ("state", "place", "reason", "sentence", "note", "step", "rate")}
        return {"run": self.id, "kind": "state", **told, "race": self.race, "recipe": asdict(self.recipe)}


def to_text(row: Row) -> str:
    """Return a row as JSON."""
    return json.dumps(asdict(row))


def from_text(text: str) -> Row:
    """Return a row from JSON; what this version does not know is left out."""
    told = json.loads(text)
    known = {one.name: told[one.name] for one in fields(Row) if one.name in told}
    recipe = {one.name: told["recipe"][one.name] for one in fields(Recipe) if one.name in told["recipe"]}
    hand = tuple((step, rate) for step, rate in told.get("hand", ()))
    return Row(**{**known, "recipe": Recipe(**recipe), "hand": hand, "metric": tuple(told.get("metric", ()))})
