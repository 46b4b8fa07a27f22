"""Opens the app on a trace from a notebook: on this machine only, as long as the notebook's process lives."""

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
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.web import launch

PAGE = "/your-model"
OUTPUT = "output.txt"
START_TIMEOUT = 60.0  # seconds
SERVER_OPTIONS = ("--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false")


@dataclass(frozen=True, eq=False)
class ServedApp:
    """An app that is served for a trace: its address, its process, and the folder with the model and its output."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    def close(self) -> None:
        """Stop the app; the end of the notebook's process stops it too."""
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
        """Wait until the app has ended or the wait is interrupted."""
        with contextlib.suppress(KeyboardInterrupt):
            self.process.wait()
        self.close()

    def last_output(self) -> str:
        """Return the last line that the app has written."""
        lines = (self.folder / OUTPUT).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "no output"

    def _repr_html_(self) -> str:
        """Show the address as a link."""
        return f'<a href="{escape(self.url)}" target="_blank" rel="noopener">{escape(self.url)}</a>'


def open_in_app(run: ModuleRun, sequence: int = 1, wait: bool = False, browser: bool = True) -> ServedApp:
    """Serve the app on this trace, with one sequence of the batch as the input, and show it in the browser.

    The app listens on 127.0.0.1 and a free port until `close()` or the end of this process; `wait` waits for its end,
    as a script has to. Raises LaunchError where the app is not installed or does not start, and ModelError for a model
    that the app would not open.
    """
    folder = Path(tempfile.mkdtemp(prefix="gatescope-"))
    path = folder / "model.safetensors"
    try:
        path.write_bytes(bundle.write(checked(model_of(run, sequence))))
        app = serve(folder, {launch.MODEL_VARIABLE: str(path)})
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if browser:
        webbrowser.open(app.url)
    if wait:
        app.wait()
    return app


def serve(folder: Path, variables: dict[str, str]) -> ServedApp:
    """Start the app with some environment variables, and return it once it responds; raises LaunchError."""
    launch.find_app()
    port = _free_port()
    command = [sys.executable, "-m", "explainer.web.launch", f"--server.port={port}", *SERVER_OPTIONS]
    with (folder / OUTPUT).open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=launch.PACKAGE.parent,
            env={**os.environ, **variables},
        )  # fmt: skip
    app = ServedApp(f"http://127.0.0.1:{port}{PAGE}", process, folder)
    atexit.register(app.close)
    _wait_until_ready(app, f"http://127.0.0.1:{port}/_stcore/health")
    return app


def _wait_until_ready(app: ServedApp, health: str) -> None:
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and app.process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=1) as response:
            response.read()
            return
        time.sleep(0.1)
    output = app.last_output()
    app.close()
    raise launch.LaunchError(
        f"The app did not start ({output[:200]}); run `gatescope` on the command line for details."
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
