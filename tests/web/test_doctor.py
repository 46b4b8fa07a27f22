import platform
import sys
from types import SimpleNamespace

import pytest
import torch

from explainer.runs import home
from explainer.training import device
from explainer.web import doctor, launch
from explainer.web.dependencies import pinned
from explainer.web.doctor import report, tilde


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", str(tmp_path))
    return tmp_path


def row(title: str) -> str:
    (found,) = [line for line in report().splitlines() if line.startswith(title)]
    return found.removeprefix(title).strip()


def test_the_report_names_what_a_bug_report_needs(folder):
    (folder / "runs.sqlite").write_bytes(b"0" * 2_500_000)
    text = report()
    assert platform.python_version() in row("Python") and platform.machine() in row("Platform")
    assert torch.__version__ in row("torch") and "cpu (" in row("torch")
    assert row("Runs") == f"in {folder}, which can be written" and "runs.sqlite: 2.5 MB" in text
    assert row("Settings") == f"GATESCOPE_HOME={folder}"
    assert all(f" {name} " in text for name in pinned()) and "Chromium is needed for the project's own tests" in text
    assert text.isprintable() or set(text) - {"\n"} == {one for one in text if one.isprintable()}


def test_the_report_says_whether_the_folder_of_runs_is_there_and_can_be_written(folder, monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", str(folder / "a" / "b"))
    assert row("Runs") == f"in {folder}/a/b, which is not there yet; {folder} is, which can be written"
    assert not (folder / "a").exists()
    (folder / "file").write_text("")
    monkeypatch.setenv("GATESCOPE_HOME", str(folder / "file" / "b"))
    assert "which cannot be written: Not a directory" in row("Runs")


def test_a_torch_that_cannot_be_imported_is_a_line(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "explainer.training.device", None)
    assert row("torch").startswith("cannot be imported: ")


def test_a_missing_app_is_a_line(folder, monkeypatch):
    monkeypatch.setattr(launch, "APP_PATHS", ())
    assert "pip install ." in row("Gatescope") and "pip install ." in row("Packages")


def test_a_graphics_processor_is_named_first(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda k: (1, 2))
    monkeypatch.setattr(
        torch.cuda, "get_device_properties", lambda k: SimpleNamespace(name=f"model {k}", total_memory=80 * 2**30)
    )
    found = device.describe_devices()
    assert found[:2] == ["cuda (model 0, 80 GiB)", "cuda (model 1, 80 GiB)"] and found[-1].startswith("cpu (")


def test_the_home_of_the_user_is_not_in_the_report(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.Path, "home", lambda: tmp_path)
    monkeypatch.delenv("GATESCOPE_HOME")
    monkeypatch.setattr(home.sys, "platform", "darwin")
    assert tilde(tmp_path / "x") == "~/x" and tilde("/elsewhere") == "/elsewhere"
    assert row("Runs").startswith("in ~/Library/Application Support/gatescope")
