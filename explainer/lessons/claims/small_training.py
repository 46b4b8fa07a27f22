"""Training one small network on a problem that is no task of the catalogue."""

from explainer.tasks.problem import Problem
from explainer.training.recipe import Recipe
from explainer.training.records import Ended

UNITS, UPDATES, BATCH, RATE = 32, 400, 32, 0.02
ABOUT = f"{UNITS} units, {UPDATES} updates"


def metric_after(problem: Problem, cell: str, seed: int, updates: int = UPDATES) -> float:
    """Return the metric of one seed on the whole test set after some updates with Adam, 32 units, 32 sequences each."""
    from explainer.training.loop import train_on  # imports torch: the list of claims does not need it

    recipe = Recipe(cell=cell, m=UNITS, rate=RATE, updates=updates, batch=BATCH, seed=seed, early=False, device="cpu")
    *_, last = train_on(recipe, problem)
    assert isinstance(last, Ended)
    return float(last.metric[0])
