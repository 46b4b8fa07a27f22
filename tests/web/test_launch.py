import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from explainer.web import launch
from explainer.web.launch import LaunchError, find_app, serve

ROOT = Path(__file__).parent.parent.parent


def test_the_app_of_a_working_copy_is_found():
    assert find_app() == ROOT / "app.py"


def test_the_installed_app_comes_first_and_a_missing_one_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "app" / "pages" / "explore").mkdir(parents=True)
    (tmp_path / "app" / "app.py").write_text("")
    monkeypatch.setattr(launch, "APP_PATHS", (tmp_path / "app" / "app.py", ROOT / "app.py"))
    assert find_app() == tmp_path / "app" / "app.py"
    monkeypatch.setattr(launch, "APP_PATHS", (tmp_path / "app.py",))
    with pytest.raises(LaunchError, match="pip install"):
        find_app()


def test_another_app_py_beside_the_library_is_ignored(tmp_path, monkeypatch):
    (tmp_path / "app.py").write_text("")
    monkeypatch.setattr(launch, "APP_PATHS", (tmp_path / "app.py",))
    with pytest.raises(LaunchError):
        find_app()


def test_options_are_passed_to_streamlit(monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "argv", ["gatescope"])
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: seen.append((name, list(sys.argv))))
    serve(["--server.port=8621"])
    assert seen == [("streamlit", ["streamlit", "run", str(ROOT / "app.py"), "--server.port=8621"])]


@pytest.mark.slow
def test_the_wheel_contains_the_whole_app(tmp_path):
    packed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in packed:
        if name.startswith(("explainer/", "pages/", "static/", ".streamlit/")) or "/" not in name:
            (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "src" / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path, "."]
    subprocess.run([str(word) for word in command], cwd=tmp_path / "src", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
        entries = archive.read(next(name for name in there if name.endswith("entry_points.txt"))).decode()
    wanted = {name for name in packed if name.startswith(("explainer/", "pages/", "static/"))}
    wanted |= {"app.py", ".streamlit/config.toml", "requirements.txt"}
    assert {name if name.startswith("explainer/") else f"explainer/app/{name}" for name in wanted} <= there
    assert "gatescope = explainer.web.command_line:main" in entries
