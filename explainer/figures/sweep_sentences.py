"""What a sweep has found and where it stands, in sentences, and its numbers as rows of a table."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from explainer.inputs.sequence import counted
from explainer.runs.seed_result import SeedResult
from explainer.runs.sweep_lines import SweepPoints
from explainer.runs.sweep_table import table_row
from explainer.tasks.metrics import METRICS

MINUTE = 60
DOING = {"": "trained or waiting", "paused": "paused", "pause": "about to pause", "cancel": "about to end"}
"""What the unfinished trainings of a sweep do; with an order on its way, they are about to follow it."""


def of_success(points: SweepPoints) -> str:
    """Say which line solved the task most often at the last value of which there are results, and which least."""
    places = [k for k in range(len(points.values)) if any(row[k] for row in points.lines.values())]
    if not places:
        return ""
    found = {label: points.share(row[places[-1]]) for label, row in points.lines.items() if row[places[-1]]}
    ranked = sorted(found.items(), key=lambda pair: -pair[1].value)
    (best, most), (worst, least) = ranked[0], ranked[-1]
    begun = "" if points.is_whole else "So far: "
    sentence = f"{begun}{'at' if begun else 'At'} {points.title} {points.values[places[-1]]}, {most.count} of "
    sentence += f"{counted(most.trials, 'seed')} of {best} solved the task"
    if least.value < most.value:
        sentence += f", and {least.count} of {least.trials} of {worst}"
    return f"{sentence}."


def of_interval(points: SweepPoints) -> str:
    """Say what so few seeds tell: the interval of a share of all seeds."""
    share = points.share([one for row in points.lines.values() for seeds in row for one in seeds][:0])
    whole = [points.share(seeds) for row in points.lines.values() for seeds in row if seeds]
    share = max(whole, key=lambda one: (one.count == one.trials, one.trials), default=share)
    if not share.trials:
        return ""
    return (
        f"The bars are 95% intervals: {share.count} of {counted(share.trials, 'seed')} means a chance between "
        f"{share.low:.0%} and {share.high:.0%} for the next one."
    )


def of_levels(points: SweepPoints) -> str:
    """Say at which value of the metric the task is solved, and which one the best simple answer has."""
    problem, metric = points.problem, METRICS[points.problem.metric]
    return (
        f"The task is solved at {metric.title} {metric.format(problem.solved)}; the best simple answer has "
        f"{metric.format(problem.baseline)}."
    )


def of_progress(done: int, total: int) -> str:
    """Say how many of all runs, each of one seed, are done."""
    return f"{done:,} of {counted(total, 'run')} {'is' if total == 1 else 'are'} done."


def of_trainings(alive: int, doing: str, left: int, several: bool) -> str:
    """Say what the unfinished trainings do: a key of DOING. `left` are those that are not in the queue.

    `several` says whether one of them has several seeds at once.
    """
    if not alive:
        wait = f"{counted(left, 'training')} {'waits' if left == 1 else 'wait'} until the sweep goes on."
        return wait if doing == "paused" else ""
    seeds = ", of several seeds each," if several else ""
    sentence = f"{counted(alive, 'training')}{seeds} {'is' if alive == 1 else 'are'} {DOING[doing]}"
    if doing in ("paused", "pause") and left:
        sentence += f", and {left:,} more {'waits' if left == 1 else 'wait'} until the sweep goes on"
    return f"{sentence}."


def of_time(seconds: float, to_train: int) -> str:
    """Say how long the rest takes if all updates are made and nothing else is computed."""
    if not to_train:
        return ""
    least = "less where seeds solve the task before their last update"
    if seconds < MINUTE:
        return f"The rest takes about {counted(max(1, round(seconds)), 'second')} on a quiet machine, {least}."
    return f"The rest takes about {counted(round(seconds / MINUTE), 'minute')} on a quiet machine, {least}."


def summary_rows(points: SweepPoints) -> list[dict[str, Any]]:
    """Return a row for each line and value: how many seeds solved the task, the interval, and medians."""
    return [
        _summary_row(points, label, points.values[place], seeds)
        for label, row in points.lines.items()
        for place, seeds in enumerate(row)
        if seeds
    ]


def _summary_row(points: SweepPoints, label: str, value: Any, seeds: Sequence[SeedResult]) -> dict[str, Any]:
    share, metric = points.share(seeds), METRICS[points.problem.metric]
    updates = [one.solved_at or one.step for one in seeds if one.solved]
    numbers = [one.metric for one in seeds if one.metric is not None]
    return {
        "line": label, points.title: str(value), "solved": f"{share.count} of {share.trials}",
        "95% interval": f"{share.low:.0%} to {share.high:.0%}",
        "median updates to solved": f"{median(updates):,.0f}" if updates else "–",
        f"median {metric.title}": metric.format(median(numbers)) if numbers else "–",
        "seconds per seed": f"{sum(one.seconds for one in seeds) / len(seeds):.2g}",
    }  # fmt: skip


def seed_rows(points: SweepPoints) -> list[dict[str, Any]]:
    """Return a row for each seed of each line and value, its numbers as they are."""
    return [
        {"line": label, **table_row(one, (points.name, "m"))}
        for label, row in points.lines.items()
        for seeds in row
        for one in seeds
    ]


def curve_rows(points: SweepPoints, place: int) -> list[dict[str, Any]]:
    """Return a row for each loss of each seed at one of the values."""
    return [
        {"line": label, "seed": one.seed, "updates": step, "loss": loss}
        for label, row in points.lines.items()
        for one in row[place]
        for step, loss in one.losses
    ]


def table_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return rows as the table of a figure: the names of the columns, and the cells of each row."""
    words = {True: "yes", False: "no", None: "–"}
    cells = [[words[one] if one is None or isinstance(one, bool) else one for one in row.values()] for row in rows]
    return {"columns": list(rows[0]) if rows else [], "rows": cells}
