"""The launch from a notebook: the app on a trace, on this machine alone, as long as the notebook lives."""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import webbrowser
from dataclasses import dataclass
from html import escape
from pathlib import Path

from explainer.torch_models.files import bundle
from explainer.torch_models.files.checks import checked
from explainer.torch_models.modules.as_model import model_of
from explainer.torch_models.modules.module_run import Run
from explainer.web import launch

MODEL = "GATESCOPE_MODEL"  # the variable that names the model which the app opens first
PAGE = "/your-model"
PATIENCE = 60.0  # seconds until the app must have answered
QUIET = ("--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false")


@dataclass(frozen=True, eq=False)
class Served:
    """An app that is served for a trace: its address, its process, and the folder with the model and what it says."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    def close(self) -> None:
        """End the app; the end of the notebook does so too."""
        atexit.unregister(self.close)
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self) -> None:
        """Wait until the app has ended, or until this is interrupted."""
        with contextlib.suppress(KeyboardInterrupt):
            self.process.wait()
        self.close()

    def said(self) -> str:
        """Return the last line that the app has written."""
        lines = (self.folder / "said.txt").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing was said"

    def _repr_html_(self) -> str:
        """Show the address as a link."""
        return f'<a href="{escape(self.url)}" target="_blank" rel="noopener">{escape(self.url)}</a>'


def open_in_app(run: Run, sequence: int = 1, wait: bool = False, browser: bool = True) -> Served:
    """Serve the app on this trace, with one sequence of the batch as the input, and show it in the browser.

    The app listens on 127.0.0.1 and a free port, and ends with `close()` or with this process; `wait` waits for its
    end, as a script has to. Raises LaunchError where the app is not installed or does not start, and ModelError for a
    model that the app would not open.
    """
    folder = Path(tempfile.mkdtemp(prefix="gatescope-"))
    path = folder / "model.safetensors"
    try:
        path.write_bytes(bundle.write(checked(model_of(run, sequence))))
        opened = serve(folder, {MODEL: str(path)})
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if browser:
        webbrowser.open(opened.url)
    if wait:
        opened.wait()
    return opened


def serve(folder: Path, variables: dict[str, str]) -> Served:
    """Start the app with some environment variables, and return it once it answers; raises LaunchError."""
    launch.app()
    port = _free_port()
    command = [sys.executable, "-m", "explainer.web.launch", f"--server.port={port}", *QUIET]
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=said, stderr=said, cwd=launch.HERE.parent,
            env={**os.environ, **variables},
        )  # fmt: skip
    opened = Served(f"http://127.0.0.1:{port}{PAGE}", process, folder)
    atexit.register(opened.close)
    _await(opened, f"http://127.0.0.1:{port}/_stcore/health")
    return opened


def _await(opened: Served, health: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and opened.process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=1) as answer:
            answer.read()
            return
        time.sleep(0.1)
    said = opened.said()
    opened.close()
    raise launch.LaunchError(f"The app did not start ({said[:200]}); `gatescope` on the command line says more.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
