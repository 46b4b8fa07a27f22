import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.runs.worker_pool import exit_sentence
from tests.conftest import Server
from tests.runs.processes import children, kill, lives, wait_for

ROOT = Path(__file__).parent.parent.parent
HOST = """
import pathlib, signal, sys, time
from explainer.runs.service import RunService
from tests.runs.fake_loop import recipe_with_mood
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind it
    service = RunService(pathlib.Path(sys.argv[1]), "tests.runs.fake_loop")
    runs = [service.start(recipe_with_mood(mood, updates=100_000), "me") for mood in ("slow", "slow", "stuck")]
    service.order(runs[1], "pause")
    def waiting():
        first, second, third = map(service.row, runs)
        return first.step < 5 or second.state != "paused" or third.state != "running"
    while waiting():
        time.sleep(0.01)
    print("trains", flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_when_the_server_has_ended(tmp_path, how):
    command = [sys.executable, "-c", HOST, str(tmp_path)]
    host = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with host, contextlib.ExitStack() as after:
        after.callback(host.kill)
        assert host.stdout.readline() == b"trains\n"
        below = children(host.pid)
        assert len(below) >= 6  # the supervisor, what workers are forked from, three workers and one that waits
        os.kill(host.pid, how)
        host.wait(10)
        wait_for(lambda: not any(map(lives, below)), 10)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_app_leaves_no_process_and_never_imports_torch():
    server = Server()
    try:
        wait_for(lambda: len(children(server.process.pid)) >= 3)  # torch is just being imported
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert "libtorch" not in maps and "streamlit" in Path(f"/proc/{server.process.pid}/cmdline").read_text()
        below = children(server.process.pid)
        kill(server.process.pid)
        wait_for(lambda: not any(map(lives, below)), 10)
    finally:
        server.process.kill()
        server.process.wait(10)


def test_the_exit_code_of_a_worker_becomes_a_sentence():
    assert "signal 9" in exit_sentence(-9) and "signal 11" in exit_sentence(-11) and "exit code 1" in exit_sentence(1)
