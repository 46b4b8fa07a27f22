"""The results of a sweep as rows, and all seeds of one recipe together: the share that solved the task, and medians."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from explainer.numerics.share import Share, wilson_share
from explainer.runs.seed_result import SeedResult
from explainer.training.recipe import FIELD_NAMES, Recipe, recipe_to_json

SETTINGS = "settings."


@dataclass(frozen=True)
class Summary:
    """All seeds of a recipe, whose `seed` is the first of them.

    `solved` is the share of seeds that solved the task with its 95 % interval, `updates` the median number of updates
    of those that did, None for none; `metric` is the median of the finite ones, None for none.
    """

    recipe: Recipe
    results: tuple[SeedResult, ...]
    solved: Share
    updates: float | None
    metric: float | None


def summaries(results: Iterable[SeedResult]) -> list[Summary]:
    """Return a summary for each recipe, in the order in which they come."""
    groups: dict[str, list[SeedResult]] = {}
    for one in results:
        groups.setdefault(recipe_to_json(replace(one.recipe, seed=0)), []).append(one)
    return [_summary(group) for group in groups.values()]


def _summary(group: Sequence[SeedResult]) -> Summary:
    first = min(group, key=lambda one: one.seed)
    updates = [one.solved_at or one.step for one in group if one.solved]
    metric = [one.metric for one in group if one.metric is not None]
    share = wilson_share(sum(one.solved for one in group), len(group))
    return Summary(first.recipe, tuple(group), share, median(updates) if updates else None,
                   median(metric) if metric else None)  # fmt: skip


def field_of(recipe: Recipe, name: str) -> Any:
    """Return a field of a recipe, or a setting of its task: "settings.gap"."""
    if name.startswith(SETTINGS):
        return recipe.settings.get(name.removeprefix(SETTINGS))
    return getattr(recipe, name)


def table_row(result: SeedResult, varied: Iterable[str]) -> dict[str, Any]:
    """Return a result as a row of a table."""
    fields = {name: field_of(result.recipe, name) for name in ("task", "cell", *varied)}
    return {
        **fields, "seed": result.seed, "metric": result.metric, "solved": result.solved, "updates": result.step,
        "updates to solved": result.solved_at, "ended": result.reason, "seconds": result.seconds,
    }  # fmt: skip


def varied_names(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """Return the names of the fields and settings in which recipes differ, the seed aside."""
    names = [name for name in FIELD_NAMES if name not in ("settings", "seed")]
    names += [f"{SETTINGS}{name}" for name in dict.fromkeys(key for one in recipes for key in one.settings)]
    return tuple(name for name in names if len({field_of(one, name) for one in recipes}) > 1)
