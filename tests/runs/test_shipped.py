import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.runs import shipped as module
from explainer.runs.checkpoint import make_checkpoint
from explainer.runs.shipped import FOLDER, shipped_names, shipped_run, split_by_step
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.metrics import METRICS, is_solved
from explainer.tasks.predictions import evaluate
from explainer.torch_models.weights import (
    Sizes,
    WeightsError,
    encoder_from_weights,
    layers_from_weights,
    readout_from_weights,
)

CELLS_SHIPPED = ("LSTM", "GRU", "RNN")
FURTHER = {"translate-digits": "digits-english"}


def test_every_task_has_a_run_of_every_cell():
    wanted = {
        f"{key}-{cell.lower()}" for key, task in TASKS.items() if task.reads != "series" for cell in CELLS_SHIPPED
    }
    assert set(shipped_names()) == wanted | set(FURTHER)
    for run in wanted:
        recipe = shipped_run(run).recipe
        assert run == f"{recipe.task}-{recipe.cell.lower()}"


@pytest.mark.parametrize("run", FURTHER)
def test_a_further_run_has_a_setting_of_its_own(run):
    recipe = shipped_run(run).recipe
    assert run.startswith(f"{recipe.task}-") and recipe.settings["pairs"] == FURTHER[run]
    assert shipped_run(run).note == "solved"


def test_all_of_them_are_small():
    sizes = {run: len((FOLDER / f"{run}.safetensors").read_bytes()) for run in shipped_names()}
    assert all(sizes.pop(run) < 950_000 for run in FURTHER)
    assert sum(sizes.values()) < 60_000 * len(sizes) and max(sizes.values()) < 550_000


@pytest.mark.parametrize("run", shipped_names())
def test_a_file_states_the_metric_of_its_weights(run):
    found = shipped_run(run)
    recipe, problem = found.recipe, make_problem(found.recipe.task, found.recipe.settings)
    program, last = lower(CELLS[recipe.cell]), found.steps[-1]
    source = len(problem.pairs.source_symbols) if problem.pairs else 0
    sizes = Sizes(problem.n, recipe.m, problem.k, recipe.layers, recipe.seeds, source=source)
    for step in (0, last):
        arrays = found.checkpoints[step]
        make_checkpoint(run, step, 1, "", "", problem, program, arrays, sizes)  # checks every name, shape and number
        layers, encoder = layers_from_weights(arrays, program), encoder_from_weights(arrays, program)
        value = evaluate(layers, readout_from_weights(arrays), problem, encoder=encoder)
        assert value == pytest.approx(found.metric[step], rel=1e-4, abs=1e-9)
    assert found.metric_name == problem.metric
    assert (found.note == "solved") == is_solved(problem, found.metric[last])


@pytest.mark.parametrize("run", shipped_names())
def test_unsolved_runs_have_a_note_and_the_others_improve_much(run):
    found = shipped_run(run)
    assert found.steps[0] == 0 and len(found.steps) >= 3
    first, last = (found.metric[found.steps[k]] for k in (0, -1))
    if found.note == "solved":
        assert (last > first) == (METRICS[found.metric_name].better == "higher")
    else:
        assert found.note.startswith("not solved: ")
    assert found.losses[-1][0] == found.steps[-1] and len(found.losses) <= 60


def test_the_gated_cells_remember_what_the_plain_one_does_not():
    assert all(
        shipped_run(f"{task}-{cell}").note == "solved" for task in ("recall", "adding") for cell in ("lstm", "gru")
    )
    assert all(shipped_run(f"{task}-rnn").note != "solved" for task in ("recall", "adding", "copy"))


def test_other_names_are_refused():
    for name in ("nope", "../train", "", "recall-lstm/../x"):
        with pytest.raises(WeightsError, match="There is no shipped run"):
            shipped_run(name)
    with pytest.raises(WeightsError, match="does not name its step"):
        split_by_step({"0.W_i": np.zeros(2)})
    assert module.SUFFIX == ".safetensors"
