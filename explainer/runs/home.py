"""The folder in which runs are stored."""

import os
import sys
import tempfile
from pathlib import Path

DATABASE = "runs.sqlite"
KERNELS = "kernels"  # the folder of compiled kernels in it
HOME_VARIABLE = "GATESCOPE_HOME"


def home() -> Path:
    """Return the folder: that of GATESCOPE_HOME where it is set, else where the system keeps a program's data."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "gatescope"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "gatescope"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "gatescope"


def write_error(folder: Path) -> str:
    """Return why no file can be made in a folder, or an empty text: a file is made, and is gone again."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
