import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from explainer.torch_models.files import bundle
from explainer.torch_models.modules.as_model import model_of
from explainer.web import notebook
from explainer.web.launch import LaunchError
from explainer.web.notebook import ServedApp, open_in_app, serve
from tests.torch_models.modules.traced import traced

ROOT = Path(__file__).parent.parent.parent
PARENT = """
import sys, time
from pathlib import Path
from explainer.web.notebook import serve
print(serve(Path(sys.argv[1]), {}).url, flush=True)
time.sleep(600)
"""


def is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def has_stopped(url: str) -> bool:
    """Wait until the server no longer responds."""
    end = time.monotonic() + 20
    while is_up(url) and time.monotonic() < end:
        time.sleep(0.2)
    return not is_up(url)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    return folder


@pytest.mark.slow
def test_the_app_listens_on_this_machine_only_and_stops_when_it_is_closed(folder):
    app = serve(folder, {})
    assert app.url.startswith("http://127.0.0.1:") and app.url.endswith("/your-model") and is_up(app.url)
    assert app.url in app._repr_html_()
    app.close()
    assert has_stopped(app.url) and not folder.exists() and app.process.returncode is not None
    app.close()


@pytest.mark.slow
def test_the_app_stops_when_the_notebook_is_killed(folder):
    command = [sys.executable, "-c", PARENT, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        url = parent.stdout.readline().strip()
        assert is_up(url)
        os.kill(parent.pid, signal.SIGKILL)
    assert has_stopped(url)


def test_an_app_that_does_not_start_says_why(folder, monkeypatch):
    monkeypatch.setattr(notebook, "SERVER_OPTIONS", ("--no-such-option",))
    with pytest.raises(LaunchError, match="did not start .*no-such-option"):
        serve(folder, {})
    assert not folder.exists()


def test_the_app_opens_with_the_trace(monkeypatch, folder):
    seen = {}

    def serve(folder, variables):
        seen["model"] = bundle.read(Path(variables["GATESCOPE_MODEL"]).read_bytes())
        return ServedApp("http://127.0.0.1:1/your-model", None, folder)

    monkeypatch.setattr(notebook, "serve", serve)
    monkeypatch.setattr(notebook.webbrowser, "open", lambda url: seen.update(url=url))
    t = traced(num_layers=2)
    open_in_app(t.run, sequence=2)
    wanted, found = model_of(t.run, 2), seen["model"]
    assert seen["url"] == "http://127.0.0.1:1/your-model" and found.cell == "LSTM"
    assert np.array_equal(found.x, wanted.x) and np.array_equal(
        found.initial_states[1][0]["c"], wanted.initial_states[1][0]["c"]
    )
    assert np.allclose(found.params[1][0]["U_f"], wanted.params[1][0]["U_f"], atol=1e-7)
