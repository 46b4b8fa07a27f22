"""Starts the app with Streamlit, from a working copy or from an installed package."""

import os
import runpy
import signal
import sys
import threading
from pathlib import Path

MODEL_VARIABLE = "GATESCOPE_MODEL"  # the environment variable with the path of the model that the app opens first
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


def main() -> None:
    """Serve the app until it is stopped; command-line arguments are passed on to `streamlit run`."""
    sys.argv = ["streamlit", "run", str(find_app()), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def main_until_parent_ends() -> None:
    """Serve the app as long as the parent process lives: when that ends, standard input is closed."""
    threading.Thread(target=_stop_when_input_closes, daemon=True).start()
    main()


def _stop_when_input_closes() -> None:
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    main_until_parent_ends()
