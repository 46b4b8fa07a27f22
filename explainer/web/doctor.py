"""What `gatescope doctor` prints: what is installed here and where runs are stored, as plain text for a bug report."""

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from explainer.runs.cluster import GPU_VARIABLE, RAY_VARIABLE
from explainer.runs.home import DATABASE, HOME_VARIABLE, home, write_error
from explainer.runs.versions import own_version
from explainer.web.dependencies import dependencies
from explainer.web.frame_ancestors import VARIABLE as FRAME_ANCESTORS
from explainer.web.launch import LaunchError, find_app

MEGABYTE = 1_000_000
WIDTH = 12  # of the column of titles
BROWSER = "any current one that you have; Chromium is needed for the project's own tests alone"


def report() -> str:
    """Return the report: a title and a line for each thing; what cannot be found out is a line too."""
    lines = [
        *machine(),
        ("torch", torch_line()),
        ("Engine", engine_line()),
        *store(),
        *settings(),
        ("Browser", BROWSER),
        *packages(),
    ]
    return "\n".join(f"{title:<{WIDTH}}{line}".rstrip() for title, line in lines)


def machine() -> Iterator[tuple[str, str]]:
    """Name our own version, Python and the platform."""
    bits = 64 if sys.maxsize > 2**32 else 32
    yield "Gatescope", f"{own_version()}, {app_line()}"
    yield (
        "Python",
        f"{platform.python_version()} ({platform.python_implementation()}, {bits} bits), {tilde(sys.executable)}",
    )
    yield "Platform", f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} processors"


def app_line() -> str:
    """Name the folder of the app, or say that it is missing."""
    try:
        return f"the app in {tilde(find_app().parent)}"
    except LaunchError as error:
        return str(error)


def torch_line() -> str:
    """Name torch's version and devices, or why it cannot be imported."""
    try:
        from explainer.training.device import describe_devices, torch_build
    except (ImportError, OSError) as error:
        return f"cannot be imported: {str(error).splitlines()[0]}"
    return f"{torch_build()}, devices: {', '.join(describe_devices())}"


def engine_line() -> str:
    """Say how a run's time loop is computed here; nothing where torch cannot be imported."""
    try:
        from explainer.training.device import describe_engine
    except (ImportError, OSError):
        return ""
    return describe_engine()


def store() -> Iterator[tuple[str, str]]:
    """Name the folder of the runs, whether it can be written, and the sizes of its files."""
    folder = home()
    yield "Runs", f"in {tilde(folder)}, {folder_line(folder)}"
    if folder.is_dir():
        for path in sorted(folder.glob(f"{DATABASE}*")):
            yield "", f"{path.name}: {path.stat().st_size / MEGABYTE:,.1f} MB"


def folder_line(folder: Path) -> str:
    """Say whether runs can be stored in a folder, or in the nearest one above it that is there."""
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    problem = write_error(nearest)
    state = f"which cannot be written: {problem}" if problem else "which can be written"
    return state if nearest == folder else f"which is not there yet; {tilde(nearest)} is, {state}"


def settings() -> Iterator[tuple[str, str]]:
    """Name the settings that are made by environment variables."""
    names = (HOME_VARIABLE, FRAME_ANCESTORS, RAY_VARIABLE, GPU_VARIABLE)
    found = [f"{name}={tilde(os.environ[name])}" for name in names if name in os.environ]
    yield "Settings", ", ".join(found) or "none"


def packages() -> Iterator[tuple[str, str]]:
    """Name each package with its version, and what that is beside those accepted and the tested one."""
    try:
        found = dependencies()
    except LaunchError as error:
        yield "Packages", str(error)
        return
    for k, one in enumerate(found):
        yield "" if k else "Packages", f"{one.name} {one.installed}".ljust(30) + one.judgement()


def tilde(path: str | Path) -> str:
    """Return a path with ~ for the user's own folder: a report is read by others."""
    return str(path).replace(str(Path.home()), "~", 1) if str(path).startswith(str(Path.home())) else str(path)
