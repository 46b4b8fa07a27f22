"""Training a job of a sweep: in a worker process of its own, or in this one."""

import multiprocessing
import os
import signal
import threading

import numpy as np

from explainer.runs.run_result import EVERY, RunResult, train_recipe
from explainer.runs.seed_result import MAX_POINTS, JobOutcome, SeedResult, seed_result, to_json
from explainer.runs.sweep_plan import split
from explainer.tasks.catalogue import make_problem
from explainer.training.recipe import Recipe, recipe_from_json


def start_worker() -> None:
    """Prepare a process that does nothing but train: one thread, and no slow numbers below 1e-38.

    It ends with the process that started it, however that ends.
    """
    from explainer.training.device import flush_denormals, use_one_thread

    if multiprocessing.parent_process() is not None:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the process that started it, which ends this one
    use_one_thread()
    flush_denormals()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def train_in_worker(job: str) -> list[str]:
    """Train a job, a recipe as JSON; return the results of its seeds as JSON."""
    return [to_json(one) for one in train_job(recipe_from_json(job))]


def train_job(job: Recipe) -> list[SeedResult]:
    """Train a job to its end, and return the result of each of its seeds, in their order."""
    result = train_recipe(job, every=max(EVERY, -(-job.updates // MAX_POINTS)))
    problem = make_problem(job.task, job.settings)
    return [seed_result(one, problem, outcome_of(result), index) for index, one in enumerate(split(job))]


def outcome_of(result: RunResult) -> JobOutcome:
    """Return what the results of the seeds are made from."""
    solved = [None if one is None else one.tolist() for one in (result.solved_at, result.solved_metric)]
    losses = np.asarray(result.losses).reshape(result.step, -1)
    return JobOutcome(
        result.reason, result.step, result.metric.tolist(), losses, result.steps.tolist(), result.curve,
        result.seconds, *solved,
    )  # fmt: skip
