import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import click
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import save_file

from explainer.runs.cluster import RAY_VARIABLE
from explainer.runs.versions import own_version
from explainer.web import command_line, launch
from explainer.web.command_line import gatescope, main, split
from tests.conftest import ROOT

TABLE = "load,heat\n1,2\n2,3\n3,5\n4,8\n"


@pytest.fixture
def served(monkeypatch):
    """Collect what would be served, and let the environment be as it was afterwards."""
    found = []
    for name in ("GATESCOPE_HOME", RAY_VARIABLE, launch.MODEL_VARIABLE, launch.TABLE_VARIABLE):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.setattr(launch, "serve", found.append)
    monkeypatch.setattr(command_line, "check_address", lambda host, port: None)
    return found


def call(*arguments: object, rest: list[str] | None = None):
    return CliRunner().invoke(gatescope, [str(one) for one in arguments], obj=rest)


def table(folder, name: str = "load.csv", text: str = TABLE):
    (folder / name).write_text(text)
    return folder / name


def model(folder):
    save_file(torch.nn.GRU(2, 5).state_dict(), folder / "net.safetensors")
    return folder / "net.safetensors"


def test_the_help_speaks_of_this_program():
    found = call("--help")
    assert found.exit_code == 0 and found.output == call("-h").output
    for option in ("--port", "--host", "--home", "--ray", "--open", "--version", "doctor", "127.0.0.1", "8501"):
        assert option in found.output
    assert "See every gate" in found.output and "streamlit run" not in found.output.lower()


def test_the_version_is_that_of_the_project():
    assert call("--version").output.split() == ["gatescope", own_version()]
    assert f'version = "{own_version()}"' in (ROOT / "pyproject.toml").read_text()


def test_without_options_this_machine_alone_is_served(served):
    found = call()
    assert found.exit_code == 0 and "http://127.0.0.1:8501 " in found.output
    assert served == [["--server.address=127.0.0.1", "--server.port=8501", "--logger.hideWelcomeMessage=true"]]


def test_options_are_passed_on(served, tmp_path):
    found = call("--host", "0.0.0.0", "--port", 8702, "--home", tmp_path / "new", rest=["--server.baseUrlPath=gates"])
    assert found.exit_code == 0 and "http://127.0.0.1:8702 " in found.output
    assert served[0][:2] == ["--server.address=0.0.0.0", "--server.port=8702"]
    assert served[0][-1] == "--server.baseUrlPath=gates"
    assert os.environ["GATESCOPE_HOME"] == str(tmp_path / "new") and (tmp_path / "new").is_dir()


@pytest.mark.parametrize(("arguments", "address"), [(["--ray"], "auto"), (["--ray", "10.0.0.7:6379"], "10.0.0.7:6379")])
def test_a_cluster_is_named_to_the_server(served, monkeypatch, arguments, address):
    monkeypatch.setattr(command_line, "find_spec", lambda name: name)
    assert call(*arguments).exit_code == 0 and len(served) == 1 and os.environ[RAY_VARIABLE] == address


def test_what_is_no_address_of_a_cluster_and_a_missing_ray_are_errors(served, monkeypatch):
    found = call("--ray", "ray://head")
    assert found.exit_code == 1 and "“ray://head” is no address of a Ray cluster" in found.output
    monkeypatch.setattr(command_line, "find_spec", lambda name: None)
    found = call("--ray")
    assert found.exit_code == 1 and "`pip install .[cluster]`" in found.output and not served


def test_what_follows_two_dashes_is_streamlits(monkeypatch):
    assert split(["--port", "9", "--", "--server.x=1", "--"]) == (["--port", "9"], ["--server.x=1", "--"])
    with pytest.raises(click.UsageError, match=r"“--server.port=8” is an option of Streamlit; it goes after --"):
        split(["--server.port=8"])
    monkeypatch.setattr(sys, "argv", ["gatescope", "--server.port=8"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("make", "page", "variable"),
    [
        (table, "/sequence?input=file", launch.TABLE_VARIABLE),
        (lambda folder: table(folder, "words.txt", "the cat"), "/sequence?input=file", launch.TABLE_VARIABLE),
        (model, "/your-model", launch.MODEL_VARIABLE),
    ],
)
def test_a_file_is_named_to_the_server_and_its_page_to_the_reader(served, tmp_path, make, page, variable):
    path = make(tmp_path)
    found = call("--open", path)
    assert f"http://127.0.0.1:8501{page} " in found.output and len(served) == 1
    assert os.environ[variable] == str(path.resolve())


def bad_model(folder):
    (folder / "bad.keras").write_bytes(b"\x93nothing of the kind")
    return folder / "bad.keras"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder / "none.csv", "none.csv” is not there; the path of a file is needed."),
        (lambda folder: folder, "” is a folder; the path of a file is needed."),
        (lambda folder: table(folder, text="a,b\n1,2\n3,4,5\n"), "load.csv” cannot be opened: "),
        (bad_model, "“bad.keras” is no file of weights that is known here"),
    ],
)
def test_a_file_that_cannot_be_shown_is_an_error_before_anything_is_served(served, tmp_path, make, sentence):
    found = call("--open", make(tmp_path))
    assert found.exit_code == 1 and sentence in found.output and not served
    assert len(found.output.strip().splitlines()) == 1


def test_a_table_beyond_the_limit_of_an_upload_is_refused(served, tmp_path, monkeypatch):
    from explainer.web import startup_file

    path = table(tmp_path, text="1\n" * 100)
    monkeypatch.setattr(startup_file, "MOST", dict.fromkeys(startup_file.MOST, 150))
    assert len(startup_file.read(path)) == 151  # one more, by which the reader knows


def test_a_folder_for_runs_that_cannot_be_written_is_an_error(served, tmp_path):
    found = call("--home", table(tmp_path) / "below")
    assert found.exit_code == 1 and not served
    assert "Nothing can be written in the folder" in found.output and "load.csv/below”: Not a directory" in found.output


def test_a_missing_app_is_an_error(served, tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "APP_PATHS", (tmp_path / "app.py",))
    found = call()
    assert found.exit_code == 1 and "pip install ." in found.output and not served


def test_the_doctor_reports_on_the_folder_that_is_named(served, tmp_path):
    found = call("--home", tmp_path, "doctor")
    assert found.exit_code == 0 and str(tmp_path) in found.output and not served


@pytest.mark.slow
def test_a_server_is_started_on_a_file_and_stopped(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "explainer.web.command_line", f"--port={port}", f"--home={tmp_path / 'home'}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--open", str(table(tmp_path))], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address and f":{port}/" in address[0]
        assert status(address[0]) == 200
        busy = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert busy.returncode == 1 and f"Port {port} of 127.0.0.1 is in use" in busy.stderr
        process.send_signal(signal.SIGINT)
        process.wait(20)


def status(url: str) -> int:
    """Return the status of an address once a server listens there."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1) as response:
                return response.status
        except OSError:
            time.sleep(0.1)
    return 0


def test_a_long_table_in_a_txt_file_and_a_text_are_both_what_the_page_reads(tmp_path):
    from explainer.web.startup_file import check

    check(table(tmp_path, "load.txt", "a,b\n" + "1.25,2.5\n" * 300_000))  # longer than a text may be
    check(table(tmp_path, "words.txt", "to be or not to be\n"))
    with pytest.raises(launch.LaunchError):
        check(table(tmp_path, "empty.txt", "\n"))
