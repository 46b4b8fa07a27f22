import io
import json
import os
import sys
import zipfile

import numpy as np
import pytest

from explainer.runs.limits import RunError
from explainer.runs.service import SUPERVISOR_ENDED, RunService
from explainer.tasks.own_data import Series
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from tests.runs.fake_loop import recipe_with_mood
from tests.runs.processes import children, kill, lives, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
LONG = 1_00_000


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    before = children(os.getpid())  # such as the resource tracker of multiprocessing, after tests that have used it
    service = RunService(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
    service.start_supervisor()
    yield service
    service.close()
    assert set(children(os.getpid())) <= set(before)


@pytest.fixture(autouse=True)
def _no_run_left(service):
    yield
    for row in service.runs():
        service.delete(row.id)
    wait_for(lambda: workers(service) <= 1)


def workers(service: RunService) -> int:
    """Return how many workers there are; one waits for a run."""
    return (
        len(children(service.supervisor.process.pid)) - 2
    )  # the resource tracker, and the process they are forked from


def ended(service: RunService, run: str):
    return wait_for(lambda: service.row(run) if service.row(run).has_ended else None)


def at_step(service: RunService, run: str, step: int) -> None:
    wait_for(lambda: service.row(run).step >= step)


def at_state(service: RunService, run: str, state: str) -> None:
    wait_for(lambda: service.row(run).state == state)


def test_a_run_is_trained_stored_and_exported(service):
    run = service.start(Recipe(updates=120, seeds=2), "me", "race")
    row = ended(service, run)
    assert (row.reason, row.sentence, row.step, row.group) == ("done", "It ended as quick.", 120, "race")
    assert service.steps(run) == [0, 1, 2, 5, 10, 20, 50, 100, 120]
    weights = service.weights(run, 50)
    assert weights["0.W_f"].shape == (2, 32) and weights["0.W_f"][0, 0] == np.float32(8 * 0.99**50)
    with zipfile.ZipFile(io.BytesIO(service.export(run))) as archive:
        assert len(archive.read("metrics.csv").splitlines()) == 121
        assert json.loads(archive.read("recipe.json"))["versions"]["torch"].startswith("2.")
    with pytest.raises(RunError, match="step 3 are not stored; there are those of 0, 1, 2, 5, 10"):
        service.weights(run, 3)


def test_four_runs_advance_at_once_and_twenty_wait_in_the_queue(service):
    runs = [service.start(recipe_with_mood("slow", updates=LONG if k < 4 else 5), "me") for k in range(24)]
    for run in runs[:4]:
        at_step(service, run, 50)
    wait_for(lambda: [service.row(run).queue_position for run in runs[4:]] == list(range(1, 21)))
    assert all(service.row(run).state == "queued" for run in runs[4:])
    with pytest.raises(RunError, match="24 of your runs"):
        service.start(Recipe(), "me")
    service.order(runs[10], "cancel")
    assert ended(service, runs[10]).sentence == "The run was cancelled before its turn came."
    wait_for(lambda: service.row(runs[11]).queue_position == 7)
    service.order(runs[0], "cancel")
    for run in runs[4:10] + runs[11:]:
        assert ended(service, run).reason == "done"
    assert all(not service.row(run).has_ended for run in runs[1:4])


def test_a_worker_killed_while_others_train_harms_none_of_them(service):
    runs = [service.start(recipe_with_mood("slow", updates=LONG), "me") for _ in range(2)]
    for run in runs:
        at_step(service, run, 20)
    before = set(children(service.supervisor.process.pid))
    victim = service.start(recipe_with_mood("stuck"), "me")
    at_state(service, victim, "running")
    new = wait_for(lambda: set(children(service.supervisor.process.pid)) - before)
    waiting = max(before)  # the one that waited took the run; the new one waits now
    kill(waiting)
    assert ended(service, victim).reason == "killed" and new
    step = service.row(runs[0]).step
    at_step(service, runs[0], step + 20)


def test_a_killed_supervisor_ends_the_runs_and_is_started_again(service):
    service.supervisor_started = 0.0  # as if it had lived for long
    run = service.start(recipe_with_mood("slow", updates=LONG), "me")
    at_step(service, run, 20)
    pid, below = service.supervisor.process.pid, children(service.supervisor.process.pid)
    kill(pid)
    row = ended(service, run)
    assert (row.reason, row.sentence) == ("killed", SUPERVISOR_ENDED) and row.step >= 20
    wait_for(lambda: not any(map(lives, below)))
    assert ended(service, service.start(Recipe(updates=3), "me")).reason == "done"
    assert service.supervisor.process.pid != pid


def test_invalid_requests_are_refused_with_a_sentence(service):
    with pytest.raises(RecipeError, match="“rate” is not a number"):
        service.start(Recipe(rate=float("nan")), "me")
    run = service.start(recipe_with_mood("slow", updates=LONG), "me")
    for value in (float("nan"), float("inf"), -1.0, 0.0):
        with pytest.raises(RunError, match="learning rate cannot be"):
            service.order(run, "rate", value)
    with pytest.raises(RunError, match="There is no order “dance” to a run"):
        service.order(run, "dance")
    with pytest.raises(RunError, match="no run “nobody”"):
        service.row("nobody")
    with pytest.raises(RunError, match="8 MB"):
        service.start(Recipe(), "me", data=Series(("a",), np.zeros((1_000_001, 1))))


def test_a_run_reads_its_series(service):
    series = np.arange(6.0).reshape(3, 2)
    run = service.start(Recipe(updates=1), "me", data=Series(("a", "b"), series))
    ended(service, run)
    assert np.array_equal(service.own_data(run).numbers, series)
    assert service.weights(run, 1)["0.W_f"][0, 0] == np.float32(8 * 0.99 + series.mean())


def test_on_a_full_disk_training_goes_on_and_a_note_says_that_nothing_is_stored(service):
    service.registry.stores.file.database.execute("PRAGMA max_page_count=1")
    run = service.start(recipe_with_mood("slow", updates=100, seeds=32, m=128), "me")
    row = ended(service, run)
    assert row.reason == "done" and wait_for(lambda: "disk is full" in service.row(run).note)
    service.registry.stores.file.database.execute("PRAGMA max_page_count=100000")
    assert service.steps(run)[-1] == 100 and service.weights(run, 100)["0.W_f"].shape == (32, 128)


def test_ended_runs_are_read_from_the_file_by_the_next_server(tmp_path):
    first = RunService(tmp_path, "tests.runs.fake_loop")
    run, cut = first.start(Recipe(updates=50), "me"), first.start(recipe_with_mood("slow", updates=LONG), "me")
    ended(first, run)
    at_step(first, cut, 5)
    history = first.registry.run_log(run).history()
    first.close()
    second = RunService(tmp_path, "tests.runs.fake_loop")
    assert second.registry.run_log(run).history()[1:] == history[1:] and second.supervisor is None
    assert second.row(cut).has_ended and second.row(cut).sentence and second.steps(cut)[0] == 0
    second.close()
