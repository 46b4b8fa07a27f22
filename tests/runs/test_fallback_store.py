from dataclasses import replace

import numpy as np
import pytest

from explainer.runs.chunk import Chunk
from explainer.runs.fallback_store import Shelf
from explainer.runs.row import Row
from explainer.training.recipe import Recipe

ROW = Row("a", "me", Recipe(), state="running", made=1.0)
CHUNK = Chunk(1, np.ones((4, 3), "f4"))


@pytest.fixture
def shelf(tmp_path):
    shelf = Shelf(tmp_path / "runs.sqlite")
    yield shelf
    shelf.close()


def test_a_run_is_kept_in_the_file(shelf, tmp_path):
    assert shelf.put(ROW) == "" and shelf.write("a", lambda store: store.add_updates("a", CHUNK)) == ""
    assert shelf.of("a") is shelf.file and shelf.rows() == [ROW]


def test_a_folder_that_cannot_be_made_keeps_runs_in_memory_and_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    shelf = Shelf(tmp_path / "file" / "runs.sqlite")
    assert "Nothing of this run is written down" in shelf.put(ROW) and shelf.note.endswith(".")
    assert shelf.write("a", lambda store: store.add_updates("a", CHUNK)) == ""
    assert len(shelf.of("a").chunks("a")) == 1 and shelf.rows()[0].note == shelf.note
    shelf.close()


def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path):
    path = tmp_path / "runs.sqlite"
    path.write_bytes(b"something else entirely" * 100)
    shelf = Shelf(path)
    assert "not a database" in shelf.put(ROW) and path.read_bytes().startswith(b"something else")
    shelf.close()


def test_on_a_full_disk_a_run_moves_to_memory_with_all_it_had(shelf):
    shelf.put(replace(ROW, id="old", state="ended"))
    shelf.put(ROW, 2, b"x" * 32)
    shelf.write("a", lambda store: store.add_updates("a", CHUNK))
    shelf.write("a", lambda store: store.add_weights("a", 1, b"one"))
    shelf.write("a", lambda store: store.add_look("a", 1, "{}", b"[]"))
    shelf.file.base.execute("PRAGMA max_page_count=1")  # as much as it has, and not a page more
    notes = [shelf.write("a", lambda store, k=k: store.add_weights("a", k, bytes(50_000))) for k in (2, 5)]
    assert notes[0] == "From here on nothing of this run is written down: database or disk is full." and notes[1] == ""
    store = shelf.of("a")
    assert store is shelf.memory and store.steps("a") == [1, 2, 5] and store.series("a") == (2, b"x" * 32)
    assert store.weights("a", 1) == b"one" and len(store.chunks("a")) == 1 and store.look("a", 1) == b"[]"
    assert [row.id for row in shelf.rows()].count("a") == 1
    shelf.delete("a")
    assert [row.id for row in shelf.rows()] == ["old"]


def test_a_deleted_run_is_not_brought_back(shelf):
    shelf.put(ROW)
    shelf.delete("a")
    assert shelf.write("a", lambda store: store.add_updates("a", CHUNK)) == "" and shelf.rows() == []


def test_what_a_dead_server_left_running_has_ended(tmp_path):
    first = Shelf(tmp_path / "runs.sqlite")
    first.put(ROW)
    first.put(replace(ROW, id="b", state="ended", reason="done"))
    first.close()
    second = Shelf(tmp_path / "runs.sqlite")
    assert (second.row("a").state, second.row("a").reason) == ("ended", "stopped") and second.row("a").sentence
    assert second.row("b").reason == "done"
    second.close()
