"""What a pool of workers has to do, whatever stands behind it: the processes of this machine, or a Ray cluster."""

import sys
from contextlib import nullcontext

import numpy as np
import pytest

from explainer.runs.limits import RunError
from explainer.runs.service import RunService
from explainer.tasks.prompt import Prompt
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from tests.runs.fake_loop import recipe_with_mood
from tests.runs.processes import children, wait_for
from tests.runs.two_nodes import two_nodes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.filterwarnings("ignore"),  # of Ray
]
LONG = 100_000
PLACES = 4  # at once, on this machine and on the two nodes


@pytest.fixture(scope="module", params=["local", pytest.param("ray", marks=pytest.mark.cluster)])
def service(request, tmp_path_factory):
    with two_nodes(PLACES // 2) if request.param == "ray" else nullcontext():
        service = RunService(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
        service.start_supervisor()
        ended(service, service.start(Recipe(updates=1), "me"))  # what has to be imported is there from here on
        pid = service.supervisor.process.pid
        yield service
        service.close()
        assert children(pid) == []


@pytest.fixture(autouse=True)
def _no_run_left(service):
    yield
    for row in service.runs():
        service.delete(row.id)


def ended(service: RunService, run: str):
    return wait_for(lambda: service.row(run) if service.row(run).has_ended else None)


def at_step(service: RunService, run: str, step: int) -> None:
    wait_for(lambda: service.row(run).step >= step)


def at_state(service: RunService, run: str, state: str) -> None:
    wait_for(lambda: service.row(run).state == state)


def updates(service: RunService, run: str) -> np.ndarray:
    """Return rate, losses and norms of all stored updates, (updates, 1 + 2 S); each is there once, in order."""
    chunks = service.registry.store(run).chunks(run)
    assert [chunk.first for chunk in chunks] == [1, *(chunk.last + 1 for chunk in chunks[:-1])]
    return np.concatenate([chunk.numbers for chunk in chunks])


def test_updates_arrive_once_and_in_order_and_weights_at_checkpoint_steps(service):
    run = service.start(Recipe(updates=120, seeds=2), "me", "race")
    row = ended(service, run)
    assert (row.reason, row.sentence, row.step, row.group) == ("done", "It ended as quick.", 120, "race")
    numbers = updates(service, run)
    assert numbers.shape == (120, 5) and numbers[-1, 1] == np.float32((8 * 0.99**120) ** 2)
    assert service.steps(run) == [0, 1, 2, 5, 10, 20, 50, 100, 120]


def test_pause_step_rate_resume_cancel(service):
    run = service.start(recipe_with_mood("slow", updates=LONG), "me")
    at_step(service, run, 1)
    service.order(run, "pause")
    at_state(service, run, "paused")
    step = service.row(run).step
    service.order(run, "step")
    at_step(service, run, step + 1)
    wait_for(lambda: service.steps(run)[-1] == step + 1)  # its weights follow
    assert service.row(run).step == step + 1 and service.row(run).state == "paused"
    service.order(run, "rate", 0.5)
    service.order(run, "resume")
    wait_for(lambda: service.row(run).rate == 0.5)
    assert service.row(run).manual_rates == ((step + 1, 0.5),)
    service.order(run, "cancel")
    assert ended(service, run).reason == "cancelled"
    with pytest.raises(RunError, match="has ended, so “pause” is not possible"):
        service.order(run, "pause")


def test_a_run_is_rewound_while_it_trains_and_after_its_end(service):
    run = service.start(recipe_with_mood("slow", updates=300), "me")
    at_step(service, run, 60)
    service.order(run, "pause")
    at_state(service, run, "paused")
    service.order(run, "rewind")
    wait_for(lambda: service.row(run).step == 0)
    wait_for(lambda: service.steps(run) == [0])
    assert service.row(run).state == "paused"
    service.order(run, "resume")
    first = ended(service, run)
    weights = service.weights(run, 300)
    service.order(run, "rewind")
    at_state(service, run, "paused")
    assert service.row(run).step == 0 and service.row(run).reason == ""
    service.order(run, "resume")
    assert ended(service, run).metric == first.metric
    assert np.array_equal(service.weights(run, 300)["0.W_f"], weights["0.W_f"])


def test_four_train_at_once_and_the_others_wait_in_their_order(service):
    runs = [service.start(recipe_with_mood("slow", updates=LONG), "me") for _ in range(PLACES + 3)]
    for run in runs[:PLACES]:
        at_step(service, run, 5)
    wait_for(lambda: [service.row(run).queue_position for run in runs[PLACES:]] == [1, 2, 3])
    assert all(service.row(run).state == "queued" for run in runs[PLACES:])
    service.order(runs[PLACES], "cancel")
    assert ended(service, runs[PLACES]).sentence == "The run was cancelled before its turn came."
    wait_for(lambda: service.row(runs[-1]).queue_position == 2)
    service.order(runs[0], "cancel")
    at_step(service, runs[PLACES + 1], 5)
    assert service.row(runs[-1]).state == "queued"


def test_a_paused_run_lets_the_next_one_start(service):
    runs = [service.start(recipe_with_mood("slow", updates=LONG), "me") for _ in range(PLACES + 1)]
    for run in runs[:-1]:
        at_step(service, run, 1)
    assert service.row(runs[-1]).state == "queued"
    service.order(runs[0], "pause")
    at_step(service, runs[-1], 1)
    service.order(runs[0], "resume")
    step = service.row(runs[0]).step
    at_step(service, runs[0], step + 5)


def test_a_language_model_writes_after_another_prompt(service):
    run = service.start(recipe_with_mood("writing", updates=LONG), "me")
    at_step(service, run, 1)
    for prompt in ("Now is", "If the"):
        service.order(run, "sample", Prompt(prompt))
        wait_for(lambda: prompt.encode() in service.registry.run_log(run).last_sample.replace(b'", "', b""))  # noqa: B023
        service.order(run, "pause")  # the second one while it stands still
        at_state(service, run, "paused")


@pytest.mark.parametrize(
    ("mood", "reason", "words"),
    [("nan", "nan", "It ended as nan."), ("memory", "memory", "needed more memory"),
     ("kill", "killed", "worker"), ("error", "failed", "something broke")],
)  # fmt: skip
def test_a_worker_that_fails_ends_its_run_with_a_reason(service, mood, reason, words):
    row = ended(service, service.start(recipe_with_mood(mood), "me"))
    assert row.reason == reason and words in row.sentence and row.step <= 3
    after = service.start(recipe_with_mood("loud", updates=20), "me")
    assert ended(service, after).reason == "done"  # the next one is not harmed


def test_a_run_stuck_in_an_update_can_be_cancelled(service):
    run = service.start(recipe_with_mood("stuck"), "me")
    at_state(service, run, "running")
    service.order(run, "cancel")
    assert ended(service, run).reason == "cancelled"


def test_a_recipe_that_cannot_be_trained_is_refused(service):
    with pytest.raises(RecipeError, match="“rate” is not a number"):
        service.start(Recipe(rate=float("nan")), "me")
    run = service.start(recipe_with_mood("slow", updates=LONG), "me")
    with pytest.raises(RunError, match="learning rate cannot be"):
        service.order(run, "rate", -1.0)
