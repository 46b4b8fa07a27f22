"""The folder in which runs are stored."""

import os
import sys
from pathlib import Path

DATABASE = "runs.sqlite"


def home() -> Path:
    """Return the folder: GATESCOPE_HOME where that is set, else where the system keeps a program's data."""
    named = os.environ.get("GATESCOPE_HOME")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "gatescope"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "gatescope"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "gatescope"
