"""The launch: the app, wherever it was installed, served by Streamlit."""

import os
import runpy
import signal
import sys
import threading
from pathlib import Path

HERE = Path(__file__).parent.parent
PLACES = (HERE / "app" / "app.py", HERE.parent / "app.py")  # as installed, and in a working copy


class LaunchError(RuntimeError):
    """The app cannot be started; the message says why."""


def app() -> Path:
    """Return the file of the app; raises LaunchError where it was left out."""
    for place in PLACES:
        if place.is_file() and (place.parent / "pages" / "explore").is_dir():
            return place
    raise LaunchError(f"The app is not beside the library in {HERE}; `pip install .` in Gatescope's folder brings it.")


def main() -> None:
    """Serve the app until it is stopped; what follows on the command line is given to `streamlit run`."""
    sys.argv = ["streamlit", "run", str(app()), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def attached() -> None:
    """Serve the app as long as the process that started it lives: its end of standard input closes with it."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    main()


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    attached()
