"""A sweep on a server: runs for what is missing, paused, going on and cancelled together, and results kept once."""

import sys
from dataclasses import replace

import pytest

from explainer.runs import sweep_runs
from explainer.runs.limits import LIMITS, RunError
from explainer.runs.result_store import ResultStore, result_key
from explainer.runs.service import RunService
from explainer.runs.sweep import sweep
from explainer.runs.sweep_plan import expand
from explainer.runs.sweep_time import predicted_seconds, remaining_seconds
from explainer.training.recipe import Recipe, recipe_to_json
from tests.runs.fake_loop import recipe_with_mood
from tests.runs.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
RECIPE = Recipe("recall", {"gap": 4}, "GRU", m=4, batch=16, updates=100, device="cpu")
OVER = {"settings.gap": [3, 5], "seed": range(3, 6)}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service whose runs take a moment or for ever, as the recipe's task says."""
    service = RunService(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
    yield service
    service.close()


@pytest.fixture
def store(tmp_path):
    return ResultStore(tmp_path / "results.sqlite")


@pytest.fixture(autouse=True)
def _no_run_left(service):
    yield
    for row in service.runs():
        service.delete(row.id)


def state(service, store, recipes, known=None):
    rows = sweep_runs.collect(service, store, set() if known is None else known)
    return sweep_runs.sweep_state(rows, store, recipes, "me")


def ended(service, store, recipes):
    return wait_for(lambda: None if (found := state(service, store, recipes)).alive else found)


def test_a_server_has_the_results_that_the_library_has(tmp_path, store):
    recipes = expand(RECIPE, OVER)
    real = RunService(tmp_path / "home")
    try:
        assert len(state(real, store, recipes).missing) == 6
        sweep_runs.start(real, recipes, "me")
        assert [row.recipe.seeds for row in state(real, store, recipes).alive] in ([3, 3], [3], [])
        found = ended(real, store, recipes)
        assert (len(found.results), found.missing, found.failed, found.total) == (6, (), (), 6)
        assert sweep(RECIPE, OVER, store=store).trained == 0
    finally:
        real.close()
    expected = sweep(RECIPE, OVER, processes=1, store=ResultStore(tmp_path / "other.sqlite"))
    for one in expected.results:
        served = found.results[recipe_to_json(one.recipe)]
        assert (served.reason, served.step, served.metric, served.solved_at) == (
            one.reason, one.step, one.metric, one.solved_at,
        )  # fmt: skip
        assert served.losses == one.losses
        assert served.seconds > 0


def test_results_are_stored_once_and_not_those_of_a_run_whose_rate_was_set_by_hand(service, store):
    recipes = expand(recipe_with_mood("quick", updates=20, device="cpu"), {"seed": [1]})
    sweep_runs.start(service, recipes, "me")
    assert list(ended(service, store, recipes).results) == [recipe_to_json(recipes[0])]
    known = set()
    sweep_runs.collect(service, store, known)
    assert len(known) == 1
    by_hand = expand(recipe_with_mood("slow", updates=100_000, device="cpu"), {"seed": [1]})
    sweep_runs.start(service, by_hand, "me")
    (row,) = wait_for(lambda: [row for row in state(service, store, by_hand).alive if row.step > 1])
    service.order(row.id, "rate", 0.5)
    service.order(row.id, "cancel")
    assert ended(service, store, by_hand).results == {}


def test_a_visitor_sees_the_runs_of_a_sweep_alone_and_everybody_its_results(service, store):
    recipes = expand(recipe_with_mood("slow", updates=100_000, device="cpu"), {"seed": [1, 2]})
    sweep_runs.start(service, recipes, "me")
    assert len(state(service, store, recipes).alive) == 1
    other = sweep_runs.sweep_state(service.runs(), store, recipes, "somebody")
    assert (other.alive, len(other.missing)) == ((), 2)


def test_pause_go_on_and_cancel_are_for_the_whole_sweep(service, store):
    slow = recipe_with_mood("slow", updates=100_000, device="cpu", m=4)
    recipes = expand(slow, {"m": range(4, 10), "seed": [1, 2]})  # six jobs, of which four train at once
    sweep_runs.start(service, recipes, "me")
    running = wait_for(lambda: state(service, store, recipes) if _states(service).count("running") == 4 else None)
    sweep_runs.pause(service, state(service, store, recipes).alive)
    wait_for(lambda: state(service, store, recipes).paused)
    paused = state(service, store, recipes)
    assert (len(running.alive), len(paused.alive), len(paused.missing)) == (6, 4, 4)
    sweep_runs.resume(service, paused.alive)
    sweep_runs.start(service, paused.missing, "me")
    wait_for(lambda: _states(service).count("running") == 4)
    again = state(service, store, recipes)
    assert (len(again.alive), again.missing) == (6, ())
    sweep_runs.cancel(service, again.alive)
    over = ended(service, store, recipes)
    assert (len(over.missing), over.results, over.failed) == (12, {}, ())


def _states(service):
    return [row.state for row in service.runs()]


def test_a_run_that_failed_has_its_sentence_and_can_be_started_again(service, store):
    recipes = expand(recipe_with_mood("error", updates=20, device="cpu"), {"seed": [1]})
    sweep_runs.start(service, recipes, "me")
    found = ended(service, store, recipes)
    assert len(found.missing) == 1
    assert "The training failed after update" in found.failed[0]


def test_a_sweep_of_too_many_trainings_is_refused_before_any_is_started(service, store):
    recipes = expand(replace(RECIPE, seeds=1), {"m": range(4, 4 + LIMITS["of one sweep"].most + 1)})
    with pytest.raises(RunError, match="more than 20 trainings"):
        sweep_runs.start(service, recipes, "me")
    assert service.runs() == []


def test_the_estimate_grows_with_the_work_and_shrinks_as_it_is_done(service, store):
    short, long = (replace(RECIPE, updates=updates, m=32, settings={"gap": 40}) for updates in (100, 400))
    assert predicted_seconds(long) == pytest.approx(4 * predicted_seconds(short))
    assert predicted_seconds(replace(long, seeds=8)) > 2 * predicted_seconds(long)
    recipes = expand(long, {"seed": range(16)})
    before = state(service, store, recipes)
    assert remaining_seconds(before) >= predicted_seconds(replace(long, seeds=8))
    assert remaining_seconds(state(service, store, recipes[:8])) <= remaining_seconds(before)
    assert remaining_seconds(state(service, store, ())) == 0


def test_results_of_other_versions_are_not_found(store, monkeypatch):
    from explainer.runs import result_store

    found = sweep(RECIPE, {"seed": [1]}, processes=1, store=store)
    key = result_key(found.results[0].recipe)
    monkeypatch.setattr(result_store, "versions", lambda: {"gatescope": "0", "torch": "0", "numpy": "0"})
    assert result_key(found.results[0].recipe) != key
