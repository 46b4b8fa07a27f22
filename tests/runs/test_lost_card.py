"""Runs on a machine whose graphics card is full, or stops: real workers, with torch's calls to the driver replaced."""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from explainer.runs.limits import LIMITS
from explainer.runs.service import RunService
from explainer.training.recipe import Recipe
from tests.runs.processes import children, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="workers are forked")]
SMALL = {"m": 4, "batch": 4, "cell": "GRU", "early": False}


@contextmanager
def machine(folder: Path):
    """A service on a machine with a card, and the file that says what its driver does."""
    driver = folder / "driver"
    driver.write_text("computes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATESCOPE_TEST_DRIVER", str(driver))
        service = RunService(folder / "home", "tests.runs.card_loop")
        service.start_supervisor()
        yield service, driver
        service.close()


@pytest.fixture(scope="module")
def working(tmp_path_factory):
    with machine(tmp_path_factory.mktemp("machine")) as found:
        yield found


@pytest.fixture
def breaking(tmp_path):
    with machine(tmp_path) as found:
        yield found


def ended(service: RunService, recipe: Recipe):
    run = service.start(recipe, "me")
    return wait_for(lambda: service.row(run) if service.row(run).has_ended else None)


def test_a_full_card_ends_a_run_with_what_would_fit_and_the_next_one_trains(working):
    service, driver = working
    driver.write_text("full")
    row = ended(service, Recipe(**SMALL, updates=20, seeds=8))
    assert (row.reason, row.step) == ("memory", 2)
    assert row.sentence == (
        "The graphics card has too little free memory for this run. "
        "By the estimate, 4 seeds or 2 sequences or 2 units would fit."
    )
    wait_for(lambda: len(children(service.supervisor.process.pid)) <= 3)  # its process is gone, with all that it held
    driver.write_text("computes")
    assert ended(service, Recipe(**SMALL, updates=20)).reason == "done"


def test_after_a_card_was_lost_runs_go_to_the_processor_or_are_refused(breaking):
    service, driver = breaking
    wait_for(lambda: service.devices)
    assert [one.describe() for one in service.devices][0] == "cuda (Card of the test, 80 GiB)"
    driver.write_text("stops")
    row = ended(service, Recipe(**SMALL, updates=20))
    assert (row.reason, row.step) == ("failed", 2)
    assert row.sentence == (
        "The graphics card stopped computing (CUDA error: unspecified launch failure). "
        "The run has ended after update 2; its updates until then are stored."
    )
    wait_for(lambda: service.devices[0].problem)
    row = ended(service, Recipe(**SMALL, updates=20))
    assert row.reason == "done" and row.recipe.device == "auto" and row.started["device"] == "cpu"
    assert row.note.startswith("The graphics card of this machine (Card of the test) no longer computes, so this run")
    row = ended(service, Recipe(**SMALL, updates=20, device="cuda"))
    assert row.reason == "refused" and "“auto” or “cpu” would be right" in row.sentence
    assert ended(service, Recipe(**SMALL, updates=20, device="cpu")).note == ""


def test_so_many_runs_share_the_card_and_another_waits_while_one_for_the_processor_passes(working):
    service, _ = working
    most, long = LIMITS["on a card"].most, {**SMALL, "updates": 100_000}
    assert most < LIMITS["at once"].most
    runs = [service.start(Recipe(**long), "me") for _ in range(most + 1)]
    wait_for(lambda: all(service.row(run).step for run in runs[:most]))
    assert service.row(runs[most]).state == "queued"
    passed = service.start(Recipe(**long, device="cpu"), "me")
    wait_for(lambda: service.row(passed).step)
    assert service.row(runs[most]).state == "queued"
    service.order(runs[0], "cancel")
    wait_for(lambda: service.row(runs[most]).step)
    for run in (*runs, passed):
        service.delete(run)


def test_the_device_that_was_used_is_stored_with_the_run(working):
    service, _ = working
    row = ended(service, Recipe(**SMALL, updates=20))
    assert {"engine": "eager", "precision": "float32", "memory": 0}.items() <= row.started.items()
    service.registry.writer.flush()
    assert service.registry.stores.row(row.id).started == row.started
