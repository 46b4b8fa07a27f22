"""`gatescope --open` on a real server, and the page that it names in a real browser."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
import torch
from playwright.sync_api import expect
from safetensors.torch import save_file

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def table(folder):
    (folder / "load.csv").write_text("load,heat\n10,2\n20,3\n30,5\n40,8\n")
    return folder / "load.csv", "LSTM reads 4 steps of load"


def model(folder):
    save_file(torch.nn.GRU(2, 5).state_dict(), folder / "net.safetensors")
    return folder / "net.safetensors", "GRU reads 32 steps of noise in 2 channels"


@pytest.fixture
def address(tmp_path, request):
    """Start the command on a file; yield the address that it prints, and the heading that is expected there."""
    path, heading = request.param(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "explainer.web.command_line", "--port", str(port), "--open", str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "GATESCOPE_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        wait_until_open(port)
        yield found[0], heading
        process.terminate()


def wait_until_open(port: int) -> None:
    """Wait until a server listens on a port of this machine."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.mark.parametrize("address", [table, pytest.param(model, marks=pytest.mark.more)], indirect=True)
def test_the_address_that_is_printed_shows_the_file(address, visit):
    url, heading = address
    page = visit("", at=url)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
