"""What a run on a Ray cluster does when its process, its machine or the head of the cluster is lost."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explainer.runs.service import RunService
from explainer.training.recipe import Recipe
from tests.runs.processes import children, wait_for
from tests.runs.two_nodes import kill_node, two_nodes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.cluster,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.filterwarnings("ignore"),  # of Ray
]
RECIPES = [
    Recipe(cell=cell, settings={"gap": 20}, m=16, batch=16, updates=500, seed=seed, early=False, device="cpu")
    for cell, seed in (("GRU", 1), ("LSTM", 2), ("RNN", 3), ("GRU", 4))
]
RATE_AT, RATE = 12, 0.003  # each gets another learning rate by hand after so many updates


@pytest.fixture(scope="module")
def cluster():
    with two_nodes() as cluster:
        yield cluster


@pytest.fixture
def service(cluster, tmp_path):
    service = RunService(tmp_path / "ray")
    yield service
    service.close()


def ended(service: RunService, run: str):
    return wait_for(lambda: service.row(run) if service.row(run).has_ended else None)


def start(service: RunService, recipes: list[Recipe]) -> list[str]:
    """Start runs together, each with another learning rate after RATE_AT updates, wherever it trains."""
    runs = [service.start(recipe, "me") for recipe in recipes]
    for run in runs:
        service.order(run, "pause")
    for run in runs:
        wait_for(lambda: service.row(run).state == "paused")  # noqa: B023
        for _ in range(RATE_AT - service.row(run).step):
            service.order(run, "step")
    for run in runs:
        wait_for(lambda: service.row(run).step == RATE_AT)  # noqa: B023
        service.order(run, "rate", RATE)
    for run in runs:
        service.order(run, "resume")
    return runs


def numbers(service: RunService, run: str) -> dict[str, np.ndarray]:
    """Return all updates and all weights of a run that has ended; each update is stored once, in order."""
    assert ended(service, run).reason == "done", service.row(run).sentence
    chunks = service.registry.store(run).chunks(run)
    assert [chunk.first for chunk in chunks] == [1, *(chunk.last + 1 for chunk in chunks[:-1])]
    weights = {
        f"{step}.{name}": array for step in service.steps(run) for name, array in service.weights(run, step).items()
    }
    return {"updates": np.concatenate([chunk.numbers for chunk in chunks]), **weights}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The numbers of the same runs on this machine, without a cluster."""
    os.environ.pop("GATESCOPE_RAY", None)
    service = RunService(tmp_path_factory.mktemp("local"))
    runs = start(service, RECIPES)
    found = [numbers(service, run) for run in runs]
    service.close()
    return found


def equal(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[name], second[name]) for name in first)


def processes_of_runs() -> dict[str, int]:
    """Return the processes on the cluster that train, by the name of their task."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().decode().strip("\0").strip()
            except OSError:
                continue
            if command.startswith("ray::run-"):
                found[command.removeprefix("ray::")] = int(folder.name)
    return found


def test_a_process_is_killed_and_its_run_goes_on(undisturbed, service):
    (run,) = start(service, RECIPES[:1])
    wait_for(lambda: service.row(run).step > 100)
    ((_, pid),) = processes_of_runs().items()
    os.kill(pid, signal.SIGKILL)
    assert equal(numbers(service, run), undisturbed[0])
    assert "went on at update" in service.row(run).note or "moved to another machine" in service.row(run).note


def test_when_the_server_ends_nothing_trains_on(cluster, tmp_path):
    first = RunService(tmp_path)
    run = first.start(replace(RECIPES[0], updates=100_000), "me")
    wait_for(lambda: first.row(run).step > 0)
    assert processes_of_runs()
    first.close()
    wait_for(lambda: not processes_of_runs())
    second = RunService(tmp_path)
    sentence = second.row(run).sentence  # that the server ended, or what came first, that the connection was lost
    assert second.row(run).has_ended and sentence.endswith("its weights and metrics until then are stored.")
    second.close()


def test_a_node_is_killed_and_its_runs_end_with_the_same_numbers(undisturbed, cluster, service):
    runs = start(service, RECIPES)
    for run in runs:
        wait_for(lambda: service.row(run).step > 20)  # noqa: B023
    (node,) = cluster.worker_nodes
    lost = set(processes_of_runs().values()) & set(children(node.all_processes["raylet"][0].process.pid))
    assert lost and len(processes_of_runs()) == len(runs)
    kill_node(node)
    wait_for(lambda: any("moved to another machine at update" in service.row(run).note for run in runs))
    assert all(equal(numbers(service, run), known) for run, known in zip(runs, undisturbed, strict=True))
