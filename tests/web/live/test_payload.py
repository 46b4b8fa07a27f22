import json

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.figures.gradient_figures import norm_bars
from explainer.numerics.gradient_flow import BANDS
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.windowed_series import TARGETS
from explainer.training.recipe import Recipe, default_recipe
from explainer.web.live.compared_run import compared_runs
from explainer.web.live.payload import bands, carried, letters, payload, plan
from explainer.web.live.task_payload import constant_loss, task

MADE = [key for key in TASKS if TASKS[key].reads != "series"]


@pytest.mark.parametrize("key", MADE)
def test_the_constant_loss_is_that_of_the_best_constant_answer(key):
    """Against torch's own losses: no constant answer is better, and the best one is as good."""
    problem = make_problem(key, {})
    target = torch.tensor(problem.test.target)
    mask = None if problem.test.mask is None else torch.tensor(problem.test.mask) > 0
    if problem.kind == "classes":
        counted = target.flatten() if mask is None else target[mask]
        scores = torch.bincount(counted, minlength=problem.k).double().log()

        def loss(answer):
            return torch.nn.functional.cross_entropy(answer.expand(len(counted), -1), counted)
    else:
        rows = target.movedim(-2, -1).double()  # (..., k)
        counted = rows.reshape(-1, problem.k) if mask is None else rows[mask]
        scores = counted.mean(dim=0)

        def loss(answer):
            return torch.nn.functional.mse_loss(answer.expand_as(counted), counted)

    assert constant_loss(problem) == pytest.approx(float(loss(scores)), abs=1e-6)
    near = scores + 0.1 * torch.randn(scores.shape, generator=torch.Generator().manual_seed(1))
    assert loss(near) >= constant_loss(problem) - 1e-9


@pytest.mark.parametrize("key", MADE)
def test_every_tasks_probe_is_json(key):
    problem = make_problem(key, {})
    data = json.loads(json.dumps(task(problem), allow_nan=False))
    steps = len(problem.probe.x)
    assert data["steps"] == steps == len(data["mask"])
    assert len(data["outputs"]) == problem.k
    assert (data["symbols"] is None) == bool(data["channels"])
    assert len(data["symbols"] or data["channels"][0]["values"]) == steps
    shape = np.shape(data["target"])
    leading = {"last": (), "each": (steps,)}[problem.where]
    assert shape == (leading if problem.kind == "classes" else (*leading, problem.k))


def test_a_pair_has_its_source_and_others_have_none():
    problem = make_problem("translate", {"pairs": "sums", "source": "reversed"})
    data = task(problem)
    assert "".join(data["source"]) == problem.pairs.test[0][0][::-1] and data["symbols"][0] == "▷"
    assert 0.2 < data["symbol_baseline"] < 0.7
    recall = task(make_problem("recall", {"gap": 9}))
    assert recall["source"] is None and recall["symbol_baseline"] is None


@pytest.mark.parametrize("key", MADE)
def test_every_simple_answer_is_a_level_and_the_best_is_named(key):
    problem = make_problem(key, {})
    data = task(problem)
    if not problem.baselines:
        assert data["levels"] == [{"name": "without memory", "value": problem.baseline}] and data["best"] is None
        return
    assert [(one["name"], one["value"]) for one in data["levels"]] == list(problem.baselines)
    choose = max if data["metric"]["better"] == "higher" else min
    assert choose(data["levels"], key=lambda one: one["value"])["name"] == data["best"]
    assert problem.baseline == choose(one["value"] for one in data["levels"])


def test_a_predicted_change_is_shown_in_the_units_of_the_series():
    value, change = (task(make_problem("hourly", {"lookback": 25, "target": one})) for one in TARGETS[::2])
    assert value["target"] == pytest.approx(change["target"], rel=1e-5)
    assert value["range"] == pytest.approx(change["range"], rel=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_letters_are_the_gates_and_states_of_the_cell(cell):
    found = letters(Recipe(cell=cell))
    roles = {line.name: line.role for line in lower(CELLS[cell]).cell.equations}
    assert {one["name"] for one in found} == {name for name, role in roles.items() if role != "sum"}
    assert all(one["gate"] == (roles[one["name"]] in ("keep", "write", "read")) for one in found)
    assert all(len(one["ramp"]) == (2 if one["gate"] else 3) for one in found)


def test_runs_have_a_colour_and_a_shape_of_their_own_and_their_problem_once():
    problem = make_problem("recall", {"gap": 9})
    recipes = [default_recipe(TASKS["recall"], cell) for cell in ("LSTM", "GRU", "LSTM")]
    data = payload(
        compared_runs([(f"abcdefghi{k}", recipe, None) for k, recipe in enumerate(recipes)]), problem, recipes
    )
    assert [run["name"] for run in data["runs"]] == ["LSTM 1", "GRU", "LSTM 2"]
    assert len({run["colour"] for run in data["runs"]}) == len({run["shape"] for run in data["runs"]}) == 3
    assert set(data["tasks"]) == {run["task"] for run in data["runs"]} and len(data["tasks"]) == 1
    assert data["runs"][1]["inspect"] == "/inspect?run=abcdefghi1"


@pytest.mark.parametrize(("cell", "state"), [("LSTM", "c"), ("GRU", "h"), ("RNN", "h"), ("JANET", "c")])
def test_a_run_names_the_state_that_its_cell_carries(cell, state):
    assert carried(Recipe(cell=cell)) == state


def test_the_bands_are_those_of_the_page_gradients():
    found = json.loads(json.dumps(bands(), allow_nan=False))
    tops = {one["name"]: np.inf if one["top"] is None else one["top"] for one in found["stripes"]}
    assert tops == BANDS and list(tops) == list(BANDS)
    shapes = norm_bars(np.ones(3))["layout"]["shapes"]
    shades = [one["shade"] for one in found["stripes"] if one["shade"]]
    assert shades == [one["opacity"] for one in shapes]
    assert (shapes[0]["y0"], shapes[-1]["y1"]) == (found["lowest"], found["highest"])


def test_without_runs_the_planned_task_is_shown():
    data = payload([], make_problem("recall", {"gap": 9}), [Recipe(m=8), Recipe(cell="GRU", m=16, seeds=3)])
    assert data["runs"] == [] and data["tasks"]["planned"]["steps"] == 10
    assert data["plan"] == "LSTM and GRU, 8 to 16 units, on the same batches, for at most 1,000 updates."
    assert plan([Recipe(seeds=5)]) == "LSTM, 32 units, 5 seeds, for at most 1,000 updates."


@pytest.mark.parametrize("key", MADE)
def test_a_language_model_has_a_prompt(key):
    problem = make_problem(key, {})
    found = task(problem)["prompt"]
    assert (found is not None) == (key == "text")
    if found:
        assert found == {"prefix": "The Zen of", "temperature": 0.7, "limits": [0.0, 2.0], "symbols": problem.k}
