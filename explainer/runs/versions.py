"""The versions of the programs that a run's numbers depend on, found without importing them."""

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"


@cache
def versions() -> dict[str, str]:
    """Return name and version of each."""
    return {
        "gatescope": own_version(),
        "python": python_version(),
        "torch": version("torch"),
        "numpy": version("numpy"),
    }


def own_version() -> str:
    """Return our own version: as installed, or of the folder that the app is run from."""
    try:
        return version("gatescope")
    except PackageNotFoundError:
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
