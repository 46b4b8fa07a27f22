"""Starts the app with Streamlit, from a working copy or from an installed package."""

import os
import runpy
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

MODEL_VARIABLE = "GATESCOPE_MODEL"  # the environment variable with the path of the model that the app opens first
TABLE_VARIABLE = "GATESCOPE_TABLE"  # the same of a table or a text
PACKAGE = Path(__file__).parent.parent
APP_PATHS = (PACKAGE / "app" / "app.py", PACKAGE.parent / "app.py")  # installed, and in a working copy


class LaunchError(RuntimeError):
    """The app cannot be started; the message says why."""


def find_app() -> Path:
    """Return the path of app.py; raises LaunchError where it is not installed."""
    for path in APP_PATHS:
        if path.is_file() and (path.parent / "pages" / "explore").is_dir():
            return path
    raise LaunchError(
        f"The app is not beside the library in {PACKAGE}; `pip install .` in Gatescope's folder installs it."
    )


def serve(options: Sequence[str] = ()) -> None:
    """Serve the app until it is stopped, with options of `streamlit run`; raises LaunchError."""
    sys.argv = ["streamlit", "run", str(find_app()), *options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def serve_until_parent_ends() -> None:
    """Serve the app as long as the parent process lives: when that ends, standard input is closed."""
    threading.Thread(target=_stop_when_input_closes, daemon=True).start()
    serve(sys.argv[1:])


def _stop_when_input_closes() -> None:
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    serve_until_parent_ends()
