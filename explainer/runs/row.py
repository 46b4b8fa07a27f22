"""One run's row in the runs table: recipe, state and outcome, but no metrics over time and no weights."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from explainer.training.recipe import Recipe

ENDED = "ended"
STORED_NAMES = {
    "group": "race", "created": "made", "queue_position": "place", "started": "begun", "manual_rates": "hand",
}  # fmt: skip
"""Fields whose name in stored JSON is another; files of earlier versions have to stay readable."""


@dataclass(frozen=True)
class Row:
    """One run. `state` is "queued", "running", "paused" or "ended", `queue_position` counts from 1.

    Runs that were started together share a `group`. `created` is in seconds since 1970, `size` in bytes as stored,
    `metric` per seed. `started` holds the loop's first record, `versions` those of the programs, `manual_rates` the
    learning rates set by hand while it trained, as (step, rate). `seconds` are those of training, pauses left out.
    `solved_at` and `solved_metric` are those of the loop's last record, of a run that may end early.
    `note` says what is not stored, and why. `prompt` holds the fields of a Prompt, where a visitor has set one.
    """

    id: str
    owner: str
    recipe: Recipe
    group: str = ""
    created: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)
    state: str = "queued"
    queue_position: int = 0
    reason: str = ""
    sentence: str = ""
    note: str = ""
    step: int = 0
    rate: float = 0.0
    metric: tuple[float | None, ...] = ()
    started: Mapping[str, Any] = field(default_factory=dict)
    manual_rates: tuple[tuple[int, float], ...] = ()
    size: int = 0
    prompt: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    solved_at: tuple[int, ...] = ()
    solved_metric: tuple[float | None, ...] = ()

    @property
    def seed(self) -> int:
        """The first of its random seeds."""
        return self.recipe.seed

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, for whatever reason."""
        return self.state == ENDED

    def message(self) -> dict[str, Any]:
        """Return its state as a message for the browser."""
        stored = stored_values(self)
        keys = ("state", "place", "reason", "sentence", "note", "step", "rate", "race", "recipe", "prompt")
        return {"run": self.id, "kind": "state", **{key: stored[key] for key in keys}}


def stored_values(row: Row) -> dict[str, Any]:
    """Return a row's values by their names in the store, in messages and in downloads."""
    return {STORED_NAMES.get(name, name): value for name, value in asdict(row).items()}


def row_to_json(row: Row) -> str:
    """Return a row as JSON, with its names in the store."""
    return json.dumps(stored_values(row))


def row_from_json(text: str) -> Row:
    """Return a row from JSON; fields that this version does not know are ignored."""
    stored = json.loads(text)
    values = {one.name: stored[key] for one in fields(Row) if (key := STORED_NAMES.get(one.name, one.name)) in stored}
    recipe = {one.name: stored["recipe"][one.name] for one in fields(Recipe) if one.name in stored["recipe"]}
    rates = tuple((step, rate) for step, rate in values.get("manual_rates", ()))
    lists = {name: tuple(values.get(name, ())) for name in ("metric", "solved_at", "solved_metric")}
    return Row(**{**values, "recipe": Recipe(**recipe), "manual_rates": rates, **lists})
