"""A run whose tokens are embedded, with weights drawn at random: its checkpoint, and a service that has it."""

import numpy as np
import pytest

from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.runs import loading
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import checkpoint_from_arrays, recipe_problem
from explainer.runs.row import Row
from explainer.runs.service import RunService
from explainer.tasks.problem import Problem
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe, checked

RUN, STEP, SIZE = "embedded00", 40, 6


def recipe_of(cell: str = "LSTM", **fields) -> Recipe:
    return checked(Recipe("text", {}, cell, m=8, embedding=SIZE, **fields))


def arrays_of(recipe: Recipe, problem: Problem) -> dict[str, np.ndarray]:
    """Draw the weights of a recipe, float32."""
    rng = np.random.default_rng(1)
    sizes = Sizes(problem.n, recipe.m, problem.k, recipe.layers, recipe.seeds, recipe.embedding)
    wanted = shapes(lower(cell_of(recipe.cell, recipe.text)), sizes)
    return {name: rng.normal(0, 0.6, shape).astype(np.float32) for name, shape in wanted}


def embedded_checkpoint(cell: str = "LSTM", **fields) -> Checkpoint:
    recipe = recipe_of(cell, **fields)
    problem = recipe_problem(recipe)
    return checkpoint_from_arrays(RUN, STEP, recipe.seeds, recipe, problem, arrays_of(recipe, problem))


@pytest.fixture
def embedded_service(tmp_path, monkeypatch):
    """A run service with one run that has ended, an LSTM on embedded characters."""
    recipe = recipe_of()
    with_run = RunService(tmp_path)
    monkeypatch.setattr(loading, "run_service", lambda: with_run)
    with_run.registry.add(Row(RUN, "me", recipe, state="ended", step=STEP))
    head = {"run": RUN, "kind": "snapshot", "step": STEP}
    with_run.registry.receive(head, pack(arrays_of(recipe, recipe_problem(recipe))))
    yield with_run
    loading._load_checkpoint.cache_clear()
    loading._load_problem.cache_clear()
    with_run.close()
