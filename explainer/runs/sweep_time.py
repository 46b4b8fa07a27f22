"""How long a sweep takes: from the sizes of its recipes, and from what its runs have taken on this machine."""

import os
from statistics import median

from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.runs.limits import LIMITS
from explainer.runs.sweep_plan import join
from explainer.runs.sweep_runs import SweepState
from explainer.tasks.catalogue import make_problem
from explainer.training.recipe import Recipe


def predicted_seconds(job: Recipe) -> float:
    """Return about how long a job takes on one core if it makes all its updates.

    Fitted to GRU, LSTM and RNN of 16 to 64 units on one core of a server: 1.5 ms for each update, 20 µs for each time
    step, and 4 ns (1 + m / 12) for each number of each equation.
    """
    problem = make_problem(job.task, job.settings)
    lines = len(lower(cell_of(job.cell, job.text)).cell.equations)
    numbers = lines * job.seeds * job.m * job.batch
    step = 20e-6 + 4e-9 * numbers * (1 + job.m / 12)
    return job.updates * (1.5e-3 + problem.all_steps * job.layers * step)


def remaining_seconds(state: SweepState) -> float:
    """Return about how long a sweep takes at most from here on, on the cores that there are.

    Once some of its runs have made 50 updates, the estimate is scaled by how long those took here.
    """
    jobs = [(job, 0) for job in join(state.missing)] + [(row.recipe, row.step) for row in state.alive]
    left = [predicted_seconds(job) * (1 - step / job.updates) for job, step in jobs]
    ratios = [row.seconds / (predicted_seconds(row.recipe) * row.step / row.recipe.updates)
              for row in state.alive if row.step >= 50 and row.seconds]  # fmt: skip
    at_once = max(1, min(LIMITS["at once"].most, os.cpu_count() or 1, len(left)))
    longest = max(left, default=0.0)
    return max(sum(left) / at_once, longest) * (median(ratios) if ratios else 1.0)
