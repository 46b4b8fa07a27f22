"""A run of a cell that takes logarithms of numbers below 0, with weights drawn at random, and a service that has it."""

import numpy as np
import pytest

from explainer.cells.cell_text import OWN_CELL
from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.runs import loading
from explainer.runs.loading import recipe_problem
from explainer.runs.row import Row
from explainer.runs.service import RunService
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe, checked

TEXT = "h = tanh(log(W_h @ x + b_h) + U_h @ h_prev)"
TASKS = ("recall", "adding", "sine", "copy")
STEP = 40


def run_name(task: str) -> str:
    return f"owncell{task[:3]}"  # ten letters and digits


def arrays_of(recipe: Recipe) -> dict[str, np.ndarray]:
    """Draw the weights of a recipe, float32."""
    problem, rng = recipe_problem(recipe), np.random.default_rng(1)
    sizes = Sizes(problem.n, recipe.m, problem.k, recipe.layers, recipe.seeds, recipe.embedding)
    wanted = shapes(lower(cell_of(recipe.cell, recipe.text)), sizes)
    return {name: rng.normal(0, 0.6, shape).astype(np.float32) for name, shape in wanted}


@pytest.fixture
def own_cell_service(tmp_path, monkeypatch):
    """A run service with a run for each of TASKS that has ended."""
    with_runs = RunService(tmp_path)
    monkeypatch.setattr(loading, "run_service", lambda: with_runs)
    for task in TASKS:
        recipe = checked(Recipe(task, {}, OWN_CELL, text=TEXT, m=8))
        with_runs.registry.add(Row(run_name(task), "me", recipe, state="ended", step=STEP))
        head = {"run": run_name(task), "kind": "snapshot", "step": STEP}
        with_runs.registry.receive(head, pack(arrays_of(recipe)))
    yield with_runs
    loading._load_checkpoint.cache_clear()
    loading._load_problem.cache_clear()
    with_runs.close()
