import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from explainer.web import dependencies
from explainer.web.dependencies import Dependency, pinned, ranges
from tests.conftest import ROOT
from tests.test_layers import FILES, imports

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ACCEPTED = {one.name: one.specifier for one in map(Requirement, PROJECT["dependencies"])}
PINNED = pinned()


def test_both_lists_name_the_same_packages_each_once():
    assert list(ACCEPTED) == sorted(ACCEPTED) and set(ACCEPTED) == set(PINNED)
    assert len(PROJECT["dependencies"]) == len(ACCEPTED)
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line]
    assert len(lines) == len(PINNED) and all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in lines)


def test_the_tested_version_is_one_that_is_accepted():
    assert {name for name, version in PINNED.items() if not ACCEPTED[name].contains(version)} == set()


def test_a_range_has_a_lowest_version_and_no_pin():
    for name, accepted in ACCEPTED.items():
        assert any(one.operator == ">=" for one in accepted), name
        assert not any(one.operator in ("==", "===") for one in accepted), name


def test_every_library_that_is_imported_is_named():
    own = [*FILES.values(), ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]
    roots = {name.split(".")[0] for path in own for name in imports(path)} - {"explainer"}
    known = packages_distributions()
    used = {name.lower() for root in roots - set(sys.stdlib_module_names) for name in known.get(root, [root])}
    optional = {Requirement(one).name for extra in PROJECT["optional-dependencies"].values() for one in extra}
    declared = {name.replace("-", "_") for name in (*ACCEPTED, *optional)}
    assert {name for name in used if name.replace("-", "_") not in declared} == set()


def test_the_interpreters_and_the_ranges_are_those_of_the_project():
    assert PROJECT["requires-python"] == ">=3.11" and ranges() == ACCEPTED
    assert "dependencies" not in PROJECT.get("dynamic", [])


def test_a_version_is_compared_with_the_range_and_the_tested_one():
    accepted = SpecifierSet(">=2")
    assert Dependency("numpy", accepted, "2.4", "2.4").judgement() == "as tested"
    assert Dependency("torch", accepted, "2.13.0", "2.13.0+cpu").judgement() == "as tested"
    assert Dependency("numpy", accepted, "2.4", "2.1").judgement() == "within >=2; 2.4 is tested"
    assert Dependency("numpy", accepted, "2.4", "1.26").judgement() == "outside of >=2"
    assert Dependency("numpy", accepted, "2.4", "").judgement() == "not installed; >=2 is needed"


def test_what_an_installed_package_accepts_is_read_from_its_own_record(monkeypatch):
    lines = ["numpy>=3", 'ruff>=1; extra == "dev"', 'tzdata>=1; sys_platform == "none"']
    monkeypatch.setattr(dependencies, "requires", lambda name: lines)
    assert ranges() == {"numpy": SpecifierSet(">=3")}
