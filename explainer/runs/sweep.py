"""A sweep: a recipe trained with every combination of some fields and seeds, each once and never again."""

import csv
import io
import multiprocessing
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explainer.runs.result_store import STORE_ERRORS, ResultStore, result_key
from explainer.runs.seed_result import SeedResult, from_json
from explainer.runs.sweep_plan import MOST_SEEDS, SweepError, expand, join
from explainer.runs.sweep_table import Summary, summaries, table_row
from explainer.runs.sweep_worker import start_worker, train_in_worker, train_job
from explainer.training.recipe import Recipe, recipe_to_json

PROCESSES, MAX_PROCESSES = 2, 64
NOT_STARTED = (
    "A worker process of the sweep ended without a result: it was killed, or it could not start, which in a script "
    "needs the line if __name__ == “__main__”: before the call."
)


@dataclass(frozen=True, eq=False)
class SweepResult:
    """The results of a sweep, one for each recipe and seed, in the order in which they were asked for.

    `varied` are the names of what differs, as they were given; `trained` counts the results that were not stored yet.
    """

    results: tuple[SeedResult, ...]
    varied: tuple[str, ...]
    trained: int

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each result: what was varied, then seed, metric, whether and when solved, and seconds."""
        return [table_row(one, self.varied) for one in self.results]

    def summaries(self) -> list[Summary]:
        """Return for each recipe, its seeds together, the share that solved the task with its interval, and medians."""
        return summaries(self.results)

    def to_csv(self, path: str | Path | None = None) -> str:
        """Return the rows as CSV, and write them to a file where a path is given."""
        rows, file = self.rows(), io.StringIO()
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        if path is not None:
            Path(path).write_text(file.getvalue(), encoding="utf-8")
        return file.getvalue()


def sweep(
    recipe: Recipe,
    over: Mapping[str, Iterable[Any]],
    processes: int = PROCESSES,
    on_result: Callable[[SeedResult], None] | None = None,
    store: ResultStore | None = None,
) -> SweepResult:
    """Train a recipe with every combination of values, such as {"settings.gap": [20, 40], "seed": range(32)}.

    Keys are fields of a recipe, or "settings." and the name of a setting of the task. Results are kept in the folder
    GATESCOPE_HOME, or in `store`, by recipe and versions: what is there is not trained again, and what had ended
    before an interruption is kept. `on_result` is called with each new result.

    Consecutive seeds of a recipe are trained at once, each on its own batches, so that its numbers are those of the
    seed alone; on another processor they may differ by rounding, as one product of matrices serves several seeds.
    With one job, or where `processes` is 1, training happens in this process, otherwise in as many processes with one
    thread each. They are started afresh, so a script needs `if __name__ == "__main__":`.

    Raises SweepError, RecipeError or TaskError for what cannot be trained, before anything is.
    """
    if not isinstance(processes, int) or not 1 <= processes <= MAX_PROCESSES:
        raise SweepError(f"“processes” is “{str(processes)[:40]}”; a whole number from 1 to {MAX_PROCESSES} is right.")
    recipes, results = expand(recipe, over), store or ResultStore()
    found = _stored(results, recipes)
    missing = [one for one in recipes if result_key(one) not in found]
    jobs = join(missing, max(1, min(MOST_SEEDS, -(-len(missing) // processes))))
    for trained in _train(jobs, processes):
        _store(results, trained)
        found |= {result_key(one.recipe): one for one in trained}
        for one in trained if on_result else ():
            on_result(one)  # type: ignore[misc]
    return SweepResult(tuple(found[result_key(one)] for one in recipes), tuple(over), len(missing))


def _train(jobs: Sequence[Recipe], processes: int) -> Iterator[list[SeedResult]]:
    """Train jobs and yield their results as they come."""
    if processes == 1 or len(jobs) < 2:
        yield from map(train_job, jobs)
        return
    context, others = multiprocessing.get_context("spawn"), set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(processes, len(jobs)), context, start_worker)
    try:
        waiting: set[Future[list[str]]] = {pool.submit(train_in_worker, recipe_to_json(job)) for job in jobs}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in done:
                yield [from_json(text) for text in one.result()]
        pool.shutdown()
    except BrokenProcessPool:
        raise SweepError(NOT_STARTED) from None
    except BaseException:  # a Ctrl-C too: what is in training is given up at once
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise


def _stored(store: ResultStore, recipes: Sequence[Recipe]) -> dict[str, SeedResult]:
    try:
        return store.find(recipes)
    except STORE_ERRORS as error:
        warnings.warn(f"No earlier results are used, since {store.path} cannot be read: {error}.", stacklevel=3)
        return {}


def _store(store: ResultStore, results: Sequence[SeedResult]) -> None:
    try:
        store.add(results)
    except STORE_ERRORS as error:
        warnings.warn(f"These results are not kept, since {store.path} cannot be written: {error}.", stacklevel=3)
