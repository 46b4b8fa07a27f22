import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.runs.limits import RunError
from explainer.runs.reader import StoredRun, read_run
from explainer.runs.row import Row
from explainer.runs.store import Store
from explainer.training.recipe import Recipe

ROOT = Path(__file__).parent.parent.parent
ROW = Row("abcdefghij", "me", Recipe())


@pytest.fixture
def path(tmp_path):
    """The file of a server that lives and has it open."""
    store = Store(tmp_path / "runs.sqlite", 1_000_000)
    store.put(ROW, 2, b"x" * 16)
    store.put(Row("none", "me", Recipe()))
    for step in (1, 2, 7):
        store.add_weights(ROW.id, step, b"%d" % step)
    yield tmp_path / "runs.sqlite"
    store.add_weights(ROW.id, 9, b"9")  # it still can
    store.close()


def test_a_run_is_read_while_a_server_has_the_file_open(path):
    assert read_run(path, ROW.id) == StoredRun(ROW, (1, 2, 7), 7, b"7", 2, b"x" * 16)
    assert read_run(path, ROW.id, 2).weights == b"2"


def test_another_process_can_read_it_and_nothing_is_written(path):
    imports = "from pathlib import Path; from explainer.runs.reader import read_run"
    code = f"{imports}; print(read_run(Path('{path}'), '{ROW.id}').step)"
    before = path.read_bytes()
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown == "7\n" and path.read_bytes() == before


def test_a_run_is_read_without_a_server(tmp_path):
    store = Store(tmp_path / "runs.sqlite", 1_000_000)
    store.put(ROW)
    store.add_weights(ROW.id, 5, b"5")
    store.close()
    assert read_run(tmp_path / "runs.sqlite", ROW.id).weights == b"5"
    Store(tmp_path / "runs.sqlite", 1_000_000).close()


@pytest.mark.parametrize(
    ("run", "at", "words"),
    [
        ("zzz", None, "no run “zzz”; the page Runs"),
        ("none", None, "No weights of the run “none” are stored yet"),
        ("abcdefghij", 3, "step 3 are not stored; there are those of 1, 2, 7"),
    ],
)
def test_a_missing_run_or_step_is_an_error(path, run, at, words):
    with pytest.raises(RunError, match=words):
        read_run(path, run, at)


def test_a_missing_file_or_another_file_is_an_error(tmp_path):
    with pytest.raises(RunError, match="no runs are stored in .*GATESCOPE_HOME"):
        read_run(tmp_path / "runs.sqlite", "a")
    (tmp_path / "text").write_text("no base of data, but words" * 99)
    with pytest.raises(RunError, match="cannot be read"):
        read_run(tmp_path / "text", "a")
    database = sqlite3.connect(tmp_path / "other")
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(RunError, match="version 99"):
        read_run(tmp_path / "other", "a")
