import re
import tomllib
from pathlib import Path

from explainer.web.routes import preload_paths
from explainer.web.scripts import VERSION, scripts, style

ROOT = Path(__file__).parent.parent.parent


def test_every_script_is_served_and_the_first_page_preloads_its_own():
    names = set(scripts())
    assert {"shared/dom.js", "board/board.js", "stage/stage.js", "stage/engine.js", "live/live.js"} <= names
    assert all(path.startswith(f"/gatescope/{VERSION}/") for path in preload_paths())
    assert not any(f"/{name}/" in path for path in preload_paths() for name in ("board", "live"))


def test_every_import_of_a_script_exists():
    for path, file in scripts().items():
        for found in re.findall(r'from "(\.[^"]+)"', file.read_text()):
            folder, name = found.split("/")[-2:] if found.startswith("../") else (path.split("/")[0], found[2:])
            assert f"{folder}/{name}" in scripts(), (path, found)


def test_every_component_has_its_style():
    assert ".gs-board" in style("board") and ".gs-stage" in style("stage") and ".gs-live" in style("live")


def test_an_installed_package_has_every_folder():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = {str(path.parent.relative_to(ROOT)).replace("/", ".") for path in (ROOT / "explainer").rglob("__init__.py")}
    found.add("explainer.app")  # app.py with its pages, which lie at the top of the working copy
    assert set(project["packages"]) == found and project["package-dir"]["explainer.app"] == "."
