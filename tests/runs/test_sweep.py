"""A sweep trains each recipe and seed once, in any number of processes, and loses nothing that had ended."""

import csv
import io
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from explainer.runs import sweep as sweep_module
from explainer.runs.result_store import ResultStore
from explainer.runs.run_result import train_recipe
from explainer.runs.sweep import sweep
from explainer.runs.sweep_plan import SweepError, expand, join
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from tests.runs.processes import wait_for

RECIPE = Recipe("recall", {"gap": 4}, "GRU", m=4, batch=16, updates=100, device="cpu")
OVER = {"settings.gap": [3, 5], "seed": range(3, 6)}
SCRIPT = """
import sys
from explainer import Recipe, sweep
if __name__ == "__main__":
    recipe = Recipe("recall", {"gap": 4}, "GRU", m=4, batch=16, updates=int(sys.argv[1]), device="cpu", early=False)
    sweep(recipe, {"updates": [5, int(sys.argv[1])]}, on_result=lambda one: print(one.step, flush=True))
"""


@pytest.fixture
def store(tmp_path):
    return ResultStore(tmp_path / "results.sqlite")


def without_seconds(found):
    return [replace(one, seconds=0.0) for one in found.results]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Return the sweep with its seeds trained one after the other."""
    store = ResultStore(tmp_path_factory.mktemp("alone") / "results.sqlite")
    for gap in OVER["settings.gap"]:
        for seed in OVER["seed"]:
            sweep(RECIPE, {"settings.gap": [gap], "seed": [seed]}, processes=1, store=store)
    return sweep(RECIPE, OVER, processes=1, store=store)


def test_seeds_trained_at_once_and_in_processes_have_the_results_of_seeds_trained_alone(alone, store):
    assert alone.trained == 0
    found = sweep(RECIPE, OVER, processes=2, store=store)
    assert found.trained == 6
    assert without_seconds(found) == without_seconds(alone)


def test_a_result_is_what_training_its_recipe_gives(alone):
    first = alone.results[0]
    expected = train_recipe(first.recipe)
    assert first.recipe == expand(RECIPE, {"settings.gap": [3], "seed": [3]})[0]
    assert (first.step, first.reason) == (expected.step, expected.reason)
    assert first.metric == pytest.approx(expected.metric[0], rel=1e-5)
    assert dict(first.losses)[1] == pytest.approx(expected.losses[0, 0], rel=1e-3)
    assert dict(first.scores)[0] == pytest.approx(expected.curve[0, 0], rel=1e-3)


def test_nothing_is_trained_twice(store, monkeypatch):
    jobs = []
    monkeypatch.setattr(sweep_module, "train_job", lambda job: jobs.append(job) or train_job(job))
    sweep(RECIPE, OVER, processes=1, store=store)
    assert [job.seeds for job in jobs] == [3, 3]
    more = sweep(RECIPE, {"settings.gap": [3, 5], "seed": range(2, 7)}, processes=1, store=store)
    assert more.trained == 4
    assert [(job.seed, job.seeds) for job in jobs[2:]] == [(2, 1), (6, 1)] * 2
    assert sweep(RECIPE, OVER, processes=1, store=store).trained == 0


def train_job(job):
    from explainer.runs.sweep_worker import train_job

    return train_job(job)


def test_rows_are_in_the_order_of_the_values_and_csv_has_them_all(alone, tmp_path):
    rows = alone.rows()
    assert [(one["settings.gap"], one["seed"]) for one in rows] == [(gap, seed) for gap in (3, 5) for seed in (3, 4, 5)]
    text = alone.to_csv(tmp_path / "sweep.csv")
    read = list(csv.DictReader(io.StringIO(text)))
    assert (tmp_path / "sweep.csv").read_text() == text
    assert [float(one["metric"]) for one in read] == [one["metric"] for one in rows]
    assert [one.solved.trials for one in alone.summaries()] == [3, 3]


def test_what_cannot_be_trained_is_refused_before_anything_is(store):
    with pytest.raises(RecipeError, match="“m” is “0”"):
        sweep(RECIPE, {"m": [4, 0]}, store=store)
    for processes in (0, 65, 1.5, "two"):
        with pytest.raises(SweepError, match="“processes” is “"):
            sweep(RECIPE, {"m": [4]}, processes=processes, store=store)
    assert not store.path.exists()


def test_a_store_that_cannot_be_used_warns_and_the_results_are_there(tmp_path):
    (tmp_path / "file").write_text("")
    broken = ResultStore(tmp_path / "file" / "results.sqlite")
    with pytest.warns(UserWarning, match="are not kept, since .* cannot be written"):
        found = sweep(replace(RECIPE, updates=2), {"seed": [1]}, store=broken)
    assert found.results[0].step == 2


@pytest.mark.more
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.more)])
def test_an_interrupt_ends_the_workers_and_keeps_what_had_ended(how, tmp_path):
    environment = {**os.environ, "GATESCOPE_HOME": str(tmp_path), "PYTHONPATH": os.getcwd()}
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, str(script), "90000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "5"
        os.kill(process.pid, how)  # this process alone
        process.communicate(timeout=120)
    assert process.returncode != 0
    wait_for(lambda: not _is_alive(process.pid))  # no worker is left in its group
    stored = ResultStore(tmp_path / "results.sqlite")
    recipe = replace(RECIPE, early=False, updates=5)
    assert sweep(recipe, {"updates": [5]}, store=stored).trained == 0


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_jobs_of_a_small_sweep_occupy_every_process():
    recipes = expand(RECIPE, {"seed": range(8)})
    assert len(join(recipes, 4)) == 2
