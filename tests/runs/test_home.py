from pathlib import Path

from explainer.runs import home


def test_the_folder_is_from_the_environment_or_the_systems(monkeypatch):
    monkeypatch.setenv("GATESCOPE_HOME", "/somewhere")
    assert home.home() == Path("/somewhere")
    monkeypatch.delenv("GATESCOPE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setattr(home.sys, "platform", "linux")
    assert home.home() == Path("/data/gatescope")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert home.home() == Path.home() / ".local" / "share" / "gatescope"
    monkeypatch.setattr(home.sys, "platform", "darwin")
    assert home.home() == Path.home() / "Library" / "Application Support" / "gatescope"
    monkeypatch.setattr(home.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert home.home() == Path("/local/gatescope")
