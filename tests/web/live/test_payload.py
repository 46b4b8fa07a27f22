import json

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.tasks.catalogue import TASKS, made
from explainer.training.recipe import Recipe, default
from explainer.web.live.compared_run import line_up
from explainer.web.live.payload import guess, letters, payload, plan, task

MADE = [key for key in TASKS if not TASKS[key].reads_series]


@pytest.mark.parametrize("key", MADE)
def test_a_guess_is_the_best_loss_of_an_answer_that_is_always_the_same(key):
    """Against torch's own losses: no constant answer is better, and the best one is as good."""
    problem = made(key, {})
    target = torch.tensor(problem.test.target)
    counts = None if problem.test.counts is None else torch.tensor(problem.test.counts) > 0
    if problem.kind == "classes":
        judged = target.flatten() if counts is None else target[counts]
        scores = torch.bincount(judged, minlength=problem.k).double().log()

        def loss(answer):
            return torch.nn.functional.cross_entropy(answer.expand(len(judged), -1), judged)
    else:
        rows = target.movedim(-2, -1).double()  # (..., k)
        judged = rows.reshape(-1, problem.k) if counts is None else rows[counts]
        scores = judged.mean(dim=0)

        def loss(answer):
            return torch.nn.functional.mse_loss(answer.expand_as(judged), judged)

    assert guess(problem) == pytest.approx(float(loss(scores)), abs=1e-6)
    near = scores + 0.1 * torch.randn(scores.shape, generator=torch.Generator().manual_seed(1))
    assert loss(near) >= guess(problem) - 1e-9


@pytest.mark.parametrize("key", MADE)
def test_every_task_tells_its_probe_and_it_is_json(key):
    problem = made(key, {})
    told = json.loads(json.dumps(task(problem), allow_nan=False))
    steps = len(problem.probe.x)
    assert told["steps"] == steps == len(told["judged"])
    assert len(told["outputs"]) == problem.k
    assert (told["reads"] is None) == bool(told["channels"])
    assert len(told["reads"] or told["channels"][0]["values"]) == steps
    shape = np.shape(told["truth"])
    places = {"last": (), "each": (steps,)}[problem.where]
    assert shape == (places if problem.kind == "classes" else (*places, problem.k))


@pytest.mark.parametrize("cell", CELLS)
def test_letters_are_the_gates_and_states_of_the_cell(cell):
    found = letters(Recipe(cell=cell))
    roles = {line.name: line.role for line in lower(CELLS[cell]).cell.equations}
    assert {one["name"] for one in found} == {name for name, role in roles.items() if role != "sum"}
    assert all(one["gate"] == (roles[one["name"]] in ("keep", "write", "read")) for one in found)
    assert all(len(one["ramp"]) == (2 if one["gate"] else 3) for one in found)


def test_runs_have_a_colour_and_a_shape_of_their_own_and_their_problem_once():
    problem = made("recall", {"gap": 9})
    recipes = [default(TASKS["recall"], cell) for cell in ("LSTM", "GRU", "LSTM")]
    data = payload(line_up([(f"abcdefghi{k}", recipe, None) for k, recipe in enumerate(recipes)]), problem, recipes)
    assert [run["name"] for run in data["runs"]] == ["LSTM 1", "GRU", "LSTM 2"]
    assert len({run["colour"] for run in data["runs"]}) == len({run["shape"] for run in data["runs"]}) == 3
    assert set(data["tasks"]) == {run["task"] for run in data["runs"]} and len(data["tasks"]) == 1
    assert data["runs"][1]["inspect"] == "/inspect?run=abcdefghi1"


def test_without_runs_the_planned_task_is_shown():
    data = payload([], made("recall", {"gap": 9}), [Recipe(m=8), Recipe(cell="GRU", m=16, seeds=3)])
    assert data["runs"] == [] and data["tasks"]["planned"]["steps"] == 10
    assert data["plan"] == "LSTM and GRU, 8 to 16 units, on the same batches, for at most 1,000 updates."
    assert plan([Recipe(seeds=5)]) == "LSTM, 32 units, from 5 starts each, for at most 1,000 updates."
