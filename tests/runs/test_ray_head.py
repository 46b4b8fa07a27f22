"""What becomes of the server and its runs when the head of the Ray cluster is lost, and comes again."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from explainer.runs.service import CLUSTER_LOST, RunService
from explainer.training.recipe import Recipe
from tests.runs.fake_loop import recipe_with_mood
from tests.runs.processes import children, wait_for
from tests.runs.two_nodes import ENVIRONMENT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.cluster,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@contextmanager
def head(port: int):
    """Start the head of a cluster, as the documentation does; kill it with all that runs on it."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", f"--port={port}",
               "--node-ip-address=127.0.0.1", "--num-cpus=1", "--include-dashboard=false", "--disable-usage-stats",
               "--object-store-memory=100000000"]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **ENVIRONMENT}, **quiet) as process:
        try:
            wait_for(lambda: listens(port))
            yield
        finally:
            for pid in (*children(process.pid), process.pid):
                os.kill(pid, signal.SIGKILL)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ended(service: RunService, run: str):
    return wait_for(lambda: service.row(run) if service.row(run).has_ended else None)


def test_the_head_is_lost_and_comes_again(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    patience = {"RAY_gcs_rpc_server_reconnect_timeout_s": "5"}  # after which a process gives the head up
    with patch.dict(os.environ, {**ENVIRONMENT, **patience, "GATESCOPE_RAY": f"127.0.0.1:{port}"}):
        service = RunService(tmp_path, "tests.runs.fake_loop")
        try:
            row = ended(service, service.start(Recipe(updates=3), "me"))
            assert row.reason == "failed" and f"No Ray cluster listens at 127.0.0.1:{port}" in row.sentence
            with head(port):
                run = service.start(recipe_with_mood("slow", updates=100_000), "me")
                wait_for(lambda: service.row(run).step > 20)
            row = ended(service, run)
            assert (row.reason, row.sentence) == ("killed", CLUSTER_LOST) and service.steps(run)[-1] >= 20
            assert ended(service, service.start(Recipe(updates=3), "me")).reason == "failed"  # it says why
            with head(port):
                assert ended(service, service.start(Recipe(updates=3), "me")).reason == "done"
        finally:
            service.close()
