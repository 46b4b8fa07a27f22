import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.runs.limits import RunError
from explainer.runs.reader import Kept, kept
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


def test_a_run_is_read_while_a_server_holds_the_file(path):
    assert kept(path, ROW.id) == Kept(ROW, (1, 2, 7), 7, b"7", 2, b"x" * 16)
    assert kept(path, ROW.id, 2).weights == b"2"


def test_it_is_read_from_another_process_too_and_nothing_is_written(path):
    code = (
        f"from pathlib import Path; from explainer.runs.reader import kept; print(kept(Path('{path}'), '{ROW.id}').at)"
    )
    before = path.read_bytes()
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown == "7\n" and path.read_bytes() == before


def test_a_file_that_no_server_holds_is_read(tmp_path):
    store = Store(tmp_path / "runs.sqlite", 1_000_000)
    store.put(ROW)
    store.add_weights(ROW.id, 5, b"5")
    store.close()
    assert kept(tmp_path / "runs.sqlite", ROW.id).weights == b"5"
    Store(tmp_path / "runs.sqlite", 1_000_000).close()


@pytest.mark.parametrize(
    ("run", "at", "words"),
    [
        ("zzz", None, "no run “zzz”; the page Runs"),
        ("none", None, "no weights have been kept yet"),
        ("abcdefghij", 3, "step 3 were not kept; there are those of 1, 2, 7"),
    ],
)
def test_what_is_not_there_is_told(path, run, at, words):
    with pytest.raises(RunError, match=words):
        kept(path, run, at)


def test_a_file_that_is_none_or_another_is_told(tmp_path):
    with pytest.raises(RunError, match="nothing is kept in .*GATESCOPE_HOME"):
        kept(tmp_path / "runs.sqlite", "a")
    (tmp_path / "text").write_text("no base of data, but words" * 99)
    with pytest.raises(RunError, match="cannot be read"):
        kept(tmp_path / "text", "a")
    base = sqlite3.connect(tmp_path / "other")
    base.execute("PRAGMA user_version=99")
    base.close()
    with pytest.raises(RunError, match="version 99"):
        kept(tmp_path / "other", "a")
