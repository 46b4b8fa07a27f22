from dataclasses import replace

import numpy as np
import pytest

from explainer.runs.chunk import Chunk
from explainer.runs.fallback_store import FallbackStore
from explainer.runs.row import Row
from explainer.training.recipe import Recipe

ROW = Row("a", "me", Recipe(), state="running", created=1.0)
CHUNK = Chunk(1, np.ones((4, 3), "f4"))


@pytest.fixture
def stores(tmp_path):
    stores = FallbackStore(tmp_path / "runs.sqlite")
    yield stores
    stores.close()


def test_a_run_is_stored_in_the_file(stores, tmp_path):
    assert stores.put(ROW) == "" and stores.write("a", lambda store: store.add_updates("a", CHUNK)) == ""
    assert stores.store_of("a") is stores.file and stores.rows() == [ROW]


def test_without_a_folder_runs_are_stored_in_memory_with_a_note(tmp_path):
    (tmp_path / "file").write_text("no folder")
    stores = FallbackStore(tmp_path / "file" / "runs.sqlite")
    assert "Nothing of this run is stored on disk" in stores.put(ROW) and stores.note.endswith(".")
    assert stores.write("a", lambda store: store.add_updates("a", CHUNK)) == ""
    assert len(stores.store_of("a").chunks("a")) == 1 and stores.rows()[0].note == stores.note
    stores.close()


def test_a_file_that_is_no_store_is_not_changed(tmp_path):
    path = tmp_path / "runs.sqlite"
    path.write_bytes(b"something else entirely" * 100)
    stores = FallbackStore(path)
    assert "not a database" in stores.put(ROW) and path.read_bytes().startswith(b"something else")
    stores.close()


def test_on_a_full_disk_a_run_moves_to_memory_with_all_it_had(stores):
    stores.put(replace(ROW, id="old", state="ended"))
    stores.put(ROW, 2, b"x" * 32)
    stores.write("a", lambda store: store.add_updates("a", CHUNK))
    stores.write("a", lambda store: store.add_weights("a", 1, b"one"))
    stores.write("a", lambda store: store.add_probe("a", 1, "{}", b"[]"))
    stores.file.database.execute("PRAGMA max_page_count=1")  # as much as it has, and not a page more
    notes = [stores.write("a", lambda store, k=k: store.add_weights("a", k, bytes(50_000))) for k in (2, 5)]
    assert (
        notes[0] == "From here on nothing of this run is stored on disk: database or disk is full." and notes[1] == ""
    )
    store = stores.store_of("a")
    assert store is stores.memory and store.steps("a") == [1, 2, 5] and store.series("a") == (2, b"x" * 32)
    assert store.weights("a", 1) == b"one" and len(store.chunks("a")) == 1 and store.probe("a", 1) == b"[]"
    assert [row.id for row in stores.rows()].count("a") == 1
    stores.delete("a")
    assert [row.id for row in stores.rows()] == ["old"]


def test_writing_to_a_deleted_run_does_nothing(stores):
    stores.put(ROW)
    stores.delete("a")
    assert stores.write("a", lambda store: store.add_updates("a", CHUNK)) == "" and stores.rows() == []


def test_runs_that_an_earlier_server_left_unfinished_are_ended(tmp_path):
    first = FallbackStore(tmp_path / "runs.sqlite")
    first.put(ROW)
    first.put(replace(ROW, id="b", state="ended", reason="done"))
    first.close()
    second = FallbackStore(tmp_path / "runs.sqlite")
    assert (second.row("a").state, second.row("a").reason) == ("ended", "stopped") and second.row("a").sentence
    assert second.row("b").reason == "done"
    second.close()
