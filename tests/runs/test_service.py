import io
import json
import os
import sys
import zipfile

import numpy as np
import pytest

from explainer.runs.limits import LIMITS, RunError
from explainer.runs.service import GONE, Desk
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from tests.runs.fake_loop import moody
from tests.runs.processes import children, kill, lives, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
LONG = 1_00_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
    desk.warm()
    yield desk
    desk.close()
    assert children(os.getpid()) == []


@pytest.fixture(autouse=True)
def _no_run_left(desk):
    yield
    for row in desk.runs():
        desk.delete(row.id)
    wait_for(lambda: workers(desk) <= 1)


def workers(desk: Desk) -> int:
    """Return how many workers there are; one waits for a run."""
    return len(children(desk.link.process.pid)) - 2  # the resource tracker, and the process they are forked from


def ended(desk: Desk, run: str):
    return wait_for(lambda: desk.row(run) if desk.row(run).has_ended else None)


def at_step(desk: Desk, run: str, step: int) -> None:
    wait_for(lambda: desk.row(run).step >= step)


def at_state(desk: Desk, run: str, state: str) -> None:
    wait_for(lambda: desk.row(run).state == state)


def test_a_run_is_trained_kept_and_exported(desk):
    run = desk.start(Recipe(updates=120, seeds=2), "me", "race")
    row = ended(desk, run)
    assert (row.reason, row.sentence, row.step, row.race) == ("done", "It ended as quick.", 120, "race")
    assert desk.steps(run) == [0, 1, 2, 5, 10, 20, 50, 100, 120]
    weights = desk.weights(run, 50)
    assert weights["0.W_f"].shape == (2, 32) and weights["0.W_f"][0, 0] == np.float32(8 * 0.99**50)
    with zipfile.ZipFile(io.BytesIO(desk.export(run))) as archive:
        assert len(archive.read("metrics.csv").splitlines()) == 121
        assert json.loads(archive.read("recipe.json"))["versions"]["torch"].startswith("2.")
    with pytest.raises(RunError, match="step 3 were not kept; there are those of 0, 1, 2, 5, 10"):
        desk.weights(run, 3)


def test_pause_step_rate_resume_cancel(desk):
    run = desk.start(moody("slow", updates=LONG), "me")
    at_step(desk, run, 1)
    desk.order(run, "pause")
    at_state(desk, run, "paused")
    step = desk.row(run).step
    desk.order(run, "step")
    at_step(desk, run, step + 1)
    at_state(desk, run, "paused")
    assert desk.row(run).step == step + 1 and desk.steps(run)[-1] == step + 1
    desk.order(run, "rate", 0.5)
    desk.order(run, "resume")
    wait_for(lambda: desk.row(run).rate == 0.5)
    assert desk.row(run).hand == ((step + 1, 0.5),)
    desk.order(run, "cancel")
    assert ended(desk, run).reason == "cancelled"
    with pytest.raises(RunError, match="has ended and cannot “pause”"):
        desk.order(run, "pause")


def test_a_run_is_rewound_while_it_trains_and_after_its_end(desk):
    run = desk.start(moody("slow", updates=300), "me")
    at_step(desk, run, 60)
    desk.order(run, "pause")
    at_state(desk, run, "paused")
    desk.order(run, "rewind")
    wait_for(lambda: desk.row(run).step == 0)
    wait_for(lambda: desk.steps(run) == [0])
    assert desk.row(run).state == "paused"
    desk.order(run, "resume")
    first = ended(desk, run)
    weights = desk.weights(run, 300)
    desk.order(run, "rewind")
    at_state(desk, run, "paused")
    assert desk.row(run).step == 0 and desk.row(run).reason == ""
    desk.order(run, "resume")
    assert ended(desk, run).metric == first.metric
    assert np.array_equal(desk.weights(run, 300)["0.W_f"], weights["0.W_f"])


def test_four_at_once_all_advance_and_twenty_wait_in_line(desk):
    runs = [desk.start(moody("slow", updates=LONG if k < 4 else 5), "me") for k in range(24)]
    for run in runs[:4]:
        at_step(desk, run, 50)
    wait_for(lambda: [desk.row(run).place for run in runs[4:]] == list(range(1, 21)))
    assert all(desk.row(run).state == "queued" for run in runs[4:])
    with pytest.raises(RunError, match="24 of your runs"):
        desk.start(Recipe(), "me")
    desk.order(runs[10], "cancel")
    assert ended(desk, runs[10]).sentence == "The run was cancelled before its turn came."
    wait_for(lambda: desk.row(runs[11]).place == 7)
    desk.order(runs[0], "cancel")
    for run in runs[4:10] + runs[11:]:
        assert ended(desk, run).reason == "done"
    assert all(not desk.row(run).has_ended for run in runs[1:4])


def test_a_paused_run_lets_the_next_one_in(desk):
    runs = [desk.start(moody("slow", updates=LONG), "me") for _ in range(LIMITS["at once"].most + 1)]
    for run in runs[:-1]:
        at_step(desk, run, 1)
    assert desk.row(runs[-1]).state == "queued"
    desk.order(runs[0], "pause")
    at_step(desk, runs[-1], 1)


@pytest.mark.parametrize(
    ("mood", "reason", "words"),
    [("nan", "nan", "It ended as nan."), ("memory", "memory", "asked for more memory"),
     ("kill", "killed", "killed from outside (signal 9)"), ("error", "failed", "something broke")],
)  # fmt: skip
def test_whatever_happens_to_a_worker_ends_the_run_with_a_reason(desk, mood, reason, words):
    row = ended(desk, desk.start(moody(mood), "me"))
    assert row.reason == reason and words in row.sentence and row.step <= 3
    assert ended(desk, desk.start(moody("loud", updates=20), "me")).reason == "done"  # the next one is not harmed


def test_a_worker_killed_while_others_train_harms_none_of_them(desk):
    runs = [desk.start(moody("slow", updates=LONG), "me") for _ in range(2)]
    for run in runs:
        at_step(desk, run, 20)
    before = set(children(desk.link.process.pid))
    victim = desk.start(moody("stuck"), "me")
    at_state(desk, victim, "running")
    new = wait_for(lambda: set(children(desk.link.process.pid)) - before)
    waiting = max(before)  # the one that waited took the run; the new one waits now
    kill(waiting)
    assert ended(desk, victim).reason == "killed" and new
    step = desk.row(runs[0]).step
    at_step(desk, runs[0], step + 20)


def test_a_run_stuck_in_an_update_is_cancelled_all_the_same(desk):
    run = desk.start(moody("stuck"), "me")
    at_state(desk, run, "running")
    desk.order(run, "cancel")
    assert ended(desk, run).reason == "cancelled"


def test_a_killed_supervisor_ends_the_runs_and_is_started_again(desk):
    desk.begun = 0.0  # as if it had lived for long
    run = desk.start(moody("slow", updates=LONG), "me")
    at_step(desk, run, 20)
    pid, below = desk.link.process.pid, children(desk.link.process.pid)
    kill(pid)
    row = ended(desk, run)
    assert (row.reason, row.sentence) == ("killed", GONE) and row.step >= 20
    wait_for(lambda: not any(map(lives, below)))
    assert ended(desk, desk.start(Recipe(updates=3), "me")).reason == "done"
    assert desk.link.process.pid != pid


def test_what_cannot_be_is_refused_in_a_sentence(desk):
    with pytest.raises(RecipeError, match="“rate” is not a number"):
        desk.start(Recipe(rate=float("nan")), "me")
    run = desk.start(moody("slow", updates=LONG), "me")
    for value in (float("nan"), float("inf"), -1.0, 0.0):
        with pytest.raises(RunError, match="learning rate cannot be"):
            desk.order(run, "rate", value)
    with pytest.raises(RunError, match="cannot be told to “dance”"):
        desk.order(run, "dance")
    with pytest.raises(RunError, match="no run “nobody”"):
        desk.row("nobody")
    with pytest.raises(RunError, match="8 MB"):
        desk.start(Recipe(), "me", series=np.zeros((1_000_001, 1)))


def test_a_run_reads_the_series_it_was_given(desk):
    series = np.arange(6.0).reshape(3, 2)
    run = desk.start(Recipe(updates=1), "me", series=series)
    ended(desk, run)
    assert np.array_equal(desk.series(run), series)
    assert desk.weights(run, 1)["0.W_f"][0, 0] == np.float32(8 * 0.99 + series.mean())


def test_on_a_full_disk_training_goes_on_and_says_that_nothing_is_kept(desk):
    desk.book.shelf.file.base.execute("PRAGMA max_page_count=1")
    run = desk.start(moody("slow", updates=100, seeds=32, m=128), "me")
    row = ended(desk, run)
    assert row.reason == "done" and wait_for(lambda: "disk is full" in desk.row(run).note)
    desk.book.shelf.file.base.execute("PRAGMA max_page_count=100000")
    assert desk.steps(run)[-1] == 100 and desk.weights(run, 100)["0.W_f"].shape == (32, 128)


def test_ended_runs_are_read_from_the_file_by_the_next_server(tmp_path):
    first = Desk(tmp_path, "tests.runs.fake_loop")
    run, cut = first.start(Recipe(updates=50), "me"), first.start(moody("slow", updates=LONG), "me")
    ended(first, run)
    at_step(first, cut, 5)
    history = first.book.ledger(run).history()
    first.close()
    second = Desk(tmp_path, "tests.runs.fake_loop")
    assert second.book.ledger(run).history()[1:] == history[1:] and second.link is None
    assert second.row(cut).has_ended and second.row(cut).sentence and second.steps(cut)[0] == 0
    second.close()
