"""The name of the machine has the model of its processor, where the system names it."""

import platform

from explainer.runs.machine import machine_name, processor_name

LINUX = "processor\t: 0\nmodel name\t: Made  Up(R) CPU @ 3.00GHz\nflags\t: a b\n\nmodel name\t: Other\n"


def test_linux_names_the_processor_in_a_file(tmp_path):
    path = tmp_path / "cpuinfo"
    path.write_text(LINUX)
    assert processor_name(path) == "Made Up(R) CPU @ 3.00GHz"
    assert machine_name(path) == f"Made Up(R) CPU @ 3.00GHz, {platform.machine()}, {platform.system()}"
    path.write_text("model name : " + "x" * 900)
    assert len(processor_name(path)) == 80


def test_elsewhere_python_names_it_and_no_word_comes_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "processor", lambda: "arm")
    assert processor_name(tmp_path / "none") == "arm"
    monkeypatch.setattr(platform, "processor", lambda: "")
    assert machine_name(tmp_path / "none") == f"{platform.machine()}, {platform.system()}"
    monkeypatch.setattr(platform, "processor", platform.machine)
    assert machine_name(tmp_path / "none") == f"{platform.machine()}, {platform.system()}"
