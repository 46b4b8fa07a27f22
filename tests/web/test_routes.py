import re
import tomllib
from pathlib import Path

import pytest

from explainer.web.routes import preload_paths
from explainer.web.scripts import VERSION, scripts, style

ROOT = Path(__file__).parent.parent.parent


def test_every_script_is_served():
    names = set(scripts())
    assert {"shared/dom.js", "board/board.js", "stage/stage.js", "stage/engine.js", "live/live.js"} <= names


@pytest.mark.parametrize(
    ("page", "component", "others"), [("/", "start", set()), ("/cell", "stage", set()), ("/sweep", "plot", {"board"})]
)
def test_the_pages_that_open_first_preload_what_they_import_and_nothing_of_others(page, component, others):
    begin = f"/gatescope/{VERSION}/"
    preloaded = {path.removeprefix(begin) for path in preload_paths()[page]}
    assert all(path.startswith(begin) for path in preload_paths()[page])
    assert {path.split("/")[0] for path in preloaded} == {"shared", component, *others}
    needed, open_ones = set(), {f"{component}/{component}.js"}
    while open_ones:
        path = open_ones.pop()
        needed.add(path)
        open_ones |= set(imported(path)) - needed
    assert needed <= preloaded


def imported(path: str) -> list[str]:
    """Return the scripts that a script imports before it runs."""
    found = re.findall(r'from "(\.[^"]+)"', scripts()[path].read_text())
    return [
        "/".join(one.split("/")[-2:]) if one.startswith("../") else f"{path.split('/')[0]}/{one[2:]}" for one in found
    ]


def test_every_import_of_a_script_exists():
    for path in scripts():
        assert set(imported(path)) <= set(scripts()), path


def test_every_component_has_its_style():
    assert ".gs-start" in style("start") and ".gs-board" in style("board")
    assert ".gs-stage" in style("stage") and ".gs-live" in style("live")


def test_an_installed_package_has_every_folder():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = {str(path.parent.relative_to(ROOT)).replace("/", ".") for path in (ROOT / "explainer").rglob("__init__.py")}
    found.add("explainer.app")  # app.py with its pages, which lie at the top of the working copy
    assert set(project["packages"]) == found and project["package-dir"]["explainer.app"] == "."
