"""A sweep on a server: its jobs are runs of the run service, and their results are kept when they have ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explainer.runs.limits import LIMITS, RunError
from explainer.runs.result_store import MATTERING, STORE_ERRORS, ResultStore
from explainer.runs.row import Row
from explainer.runs.seed_result import JobOutcome, SeedResult, seed_result
from explainer.runs.service import RunService
from explainer.runs.shipped_sweep import shipped_result
from explainer.runs.stored_curves import stored_curves
from explainer.runs.sweep_plan import join, split
from explainer.runs.versions import versions
from explainer.tasks.catalogue import make_problem
from explainer.training.recipe import Recipe, recipe_to_json

GROUP = "sweep"  # of the runs that were started by a sweep
WHOLE = ("done", "solved", "nan")  # reasons of a run that was trained to its end; others were interrupted


@dataclass(frozen=True, eq=False)
class SweepState:
    """Where a sweep stands: results by the JSON of their recipes, its unfinished runs, and recipes not started yet.

    `failed` are sentences of runs that ended without a result, where that is missing.
    """

    results: dict[str, SeedResult]
    alive: tuple[Row, ...]
    missing: tuple[Recipe, ...]
    total: int
    failed: tuple[str, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether all its unfinished runs are paused."""
        return bool(self.alive) and all(row.state == "paused" for row in self.alive)


def sweep_state(rows: Iterable[Row], store: ResultStore, recipes: Sequence[Recipe], owner: str) -> SweepState:
    """Return where a visitor's sweep of these recipes of one seed stands; `rows` are the runs that `collect` saw."""
    wanted = {recipe_to_json(one): one for one in recipes}
    mine = [(row, _wanted(row, wanted)) for row in rows if row.owner == owner and row.group == GROUP]
    results = {text: found for text, one in wanted.items() if (found := shipped_result(one))}
    stored = _find(store, [one for text, one in wanted.items() if text not in results])
    results |= {recipe_to_json(one.recipe): one for one in stored}
    alive = tuple(row for row, texts in mine if texts and not row.has_ended)
    started = {text for row, texts in mine if not row.has_ended for text in texts}
    missing = {text: one for text, one in wanted.items() if text not in results and text not in started}
    failed = dict.fromkeys(row.sentence for row, texts in mine if row.has_ended and texts & missing.keys()
                           and row.reason not in (*WHOLE, "cancelled"))  # fmt: skip
    return SweepState(results, alive, tuple(missing.values()), len(wanted), tuple(failed))


def collect(service: RunService, store: ResultStore, known: set[str]) -> list[Row]:
    """Keep the results of the sweep runs that have ended, and return all runs as they were then.

    `known` are the runs that were looked at before.

    What changed a run's numbers on the way, such as a rate set by hand, makes it no result of its recipe. Nothing that
    belongs to a visitor is kept: a recipe and its numbers. Raises one of STORE_ERRORS.
    """
    rows = service.runs()
    for row in rows:
        if row.group == GROUP and row.has_ended and row.id not in known:
            if row.reason in WHOLE and not row.manual_rates and _same_versions(row):
                store.add(results_of(service, row))
            known.add(row.id)
    return rows


def results_of(service: RunService, row: Row) -> list[SeedResult]:
    """Return the results of the seeds of a run that has ended."""
    curves = stored_curves(service, row)
    solved = (row.solved_at, row.solved_metric) if row.solved_at else (None, None)
    outcome = JobOutcome(
        row.reason, row.step, row.metric, curves.losses, curves.steps.tolist(), curves.scores, row.seconds, *solved
    )
    problem = make_problem(row.recipe.task, row.recipe.settings)
    return [seed_result(one, problem, outcome, index) for index, one in enumerate(split(row.recipe))]


def start(service: RunService, recipes: Iterable[Recipe], owner: str) -> None:
    """Start runs for recipes of one seed; raises RunError where they are too many, or no more may be started."""
    jobs = join(recipes)
    if len(jobs) > LIMITS["of one sweep"].most:
        raise LIMITS["of one sweep"].refuse()
    for job in jobs:
        service.start(job, owner, GROUP)


def pause(service: RunService, rows: Iterable[Row]) -> None:
    """Pause the runs that train; those in the queue leave it, and are started when the sweep goes on."""
    for row in rows:
        _order(service, row, "pause") if row.state == "running" else _leave_queue(service, row)


def resume(service: RunService, rows: Iterable[Row]) -> None:
    """Let the paused runs go on."""
    for row in rows:
        if row.state == "paused":
            _order(service, row, "resume")


def cancel(service: RunService, rows: Iterable[Row]) -> None:
    """Cancel all; what had ended is kept."""
    for row in rows:
        _leave_queue(service, row) if row.state == "queued" else _order(service, row, "cancel")


def _find(store: ResultStore, recipes: Sequence[Recipe]) -> list[SeedResult]:
    try:
        return list(store.find(recipes).values())
    except STORE_ERRORS:
        return []  # `collect` says why


def _wanted(row: Row, wanted: dict[str, Recipe]) -> set[str]:
    """Return which of the wanted recipes a run trains, as JSON."""
    return {recipe_to_json(one) for one in split(row.recipe)} & wanted.keys()


def _same_versions(row: Row) -> bool:
    return all(row.versions.get(name) == versions()[name] for name in MATTERING)


def _order(service: RunService, row: Row, name: str) -> None:
    try:
        service.order(row.id, name)
    except RunError:
        return  # it has ended meanwhile


def _leave_queue(service: RunService, row: Row) -> None:
    try:
        service.delete(row.id)
    except RunError:
        return  # somebody has deleted it meanwhile
