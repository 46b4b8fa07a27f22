"""The packages that Gatescope needs: the versions that it accepts of each, the tested one, and the one here."""

import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from explainer.runs.versions import PROJECT
from explainer.web.launch import find_app

PINS = "requirements.txt"  # beside app.py, in a working copy and once installed


@dataclass(frozen=True)
class Dependency:
    """A package: the versions accepted, the one tested, and the one installed here, empty where there is none."""

    name: str
    accepted: SpecifierSet
    tested: str
    installed: str

    def judgement(self) -> str:
        """Return what the installed version is, beside those accepted and the tested one."""
        if not self.installed:
            return f"not installed; {self.accepted} is needed"
        if not self.accepted.contains(self.installed, prereleases=True):
            return f"outside of {self.accepted}"
        same = SpecifierSet(f"=={self.tested}").contains(self.installed, prereleases=True)
        return "as tested" if same else f"within {self.accepted}; {self.tested} is tested"


def dependencies() -> list[Dependency]:
    """Return all of them, in the order of their names; raises LaunchError where the app is not installed."""
    pins = pinned()
    found = sorted(ranges().items())
    return [Dependency(name, accepted, pins.get(name, ""), _installed(name)) for name, accepted in found]


def ranges() -> dict[str, SpecifierSet]:
    """Return what a package accepts of others: as installed, or of the folder that the app is run from."""
    try:
        lines = requires("gatescope") or []
    except PackageNotFoundError:
        lines = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = [Requirement(line) for line in lines]
    return {one.name: one.specifier for one in found if not one.marker or one.marker.evaluate({"extra": ""})}


def pinned() -> dict[str, str]:
    """Return the exact versions with which the app is tested; raises LaunchError where the app is not installed."""
    lines = (find_app().parent / PINS).read_text(encoding="utf-8").splitlines()
    return dict(line.strip().split("==") for line in lines if "==" in line)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
