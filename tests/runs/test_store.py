import sqlite3

import numpy as np
import pytest
from safetensors.numpy import load, save

from explainer.runs.chunk import Chunk
from explainer.runs.row import Row
from explainer.runs.store import MAX_PROBES, MAX_SUMMARIES, Store, StoreError
from explainer.training.recipe import Recipe

MEGABYTE = 1_000_000
CHUNK = Chunk(1, np.arange(15, dtype="f4").reshape(5, 3))


def row(name: str, created: float = 0.0, state: str = "running") -> Row:
    return Row(name, "me", Recipe(), created=created, state=state)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "deep" / "runs.sqlite", 10 * MEGABYTE, max_runs=5)
    yield store
    store.close()


def test_a_run_is_read_after_the_file_was_closed(tmp_path):
    store = Store(tmp_path / "runs.sqlite", MEGABYTE)
    weights = save({"0.W_f": np.eye(2, dtype="f4")})
    store.put(row("a"), 2, b"x" * 16)
    store.add_updates("a", CHUNK)
    store.add_updates("a", Chunk(6, CHUNK.numbers))
    store.add_probe("a", 3, '{"step": 3}', b'{"values": 1}')
    store.add_weights("a", 5, weights)
    store.change(row("a", state="ended"))
    store.close()
    again = Store(tmp_path / "runs.sqlite", MEGABYTE)
    assert again.rows() == [row("a", state="ended")] and again.row("b") is None
    assert again.series("a") == (2, b"x" * 16)
    assert [chunk.first for chunk in again.chunks("a")] == [1, 6]
    assert np.array_equal(again.chunks("a")[0].numbers, CHUNK.numbers)
    assert (
        again.probe_summaries("a") == [(3, '{"step": 3}')]
        and again.probe("a", 9) == b'{"values": 1}'
        and not again.probe("a", 2)
    )
    assert again.steps("a") == [5] and load(again.weights("a", 5))["0.W_f"].tolist() == [[1, 0], [0, 1]]
    assert again.size("a") > 16 + 2 * CHUNK.numbers.nbytes + len(weights)
    again.close()


def test_weights_of_checkpoint_steps_stay_and_the_last(store):
    store.put(row("a"))
    for step in (0, 1, 2, 3, 5, 7, 8, 10, 13):
        store.add_weights("a", step, b"%d" % step)
    assert store.steps("a") == [0, 1, 2, 5, 10, 13]
    store.add_weights("a", 13, b"anew")
    assert store.weights("a", 13) == b"anew" and store.weights("a", 7) == b""


def test_a_bounded_number_of_probe_records_stays_spread_over_the_run(store):
    store.put(row("a"))
    for step in range(1, 601):
        store.add_probe("a", step, f'{{"step": {step}}}', b"{}")
    steps = [step for step, _ in store.probe_summaries("a")]
    whole = [step for step in steps if store.probe("a", step) and (step == steps[0] or store._one(
        "SELECT look FROM looks WHERE run = ? AND step = ?", "a", step)[0])]  # fmt: skip
    assert len(steps) <= MAX_PROBES + MAX_SUMMARIES and steps[-1] == 600
    assert len(whole) <= MAX_PROBES and whole[-1] == 600 and sum(step < 30 for step in whole) > 5


def test_the_oldest_ended_runs_are_deleted_first_and_no_running_one(store):
    for number in range(8):
        store.put(row(f"r{number}", number, "running" if number == 0 else "ended"))
    assert {one.id for one in store.rows()} == {"r0", "r4", "r5", "r6", "r7"}


def test_bytes_are_bounded_and_freed(store):
    for number in range(5):
        store.put(row(f"r{number}", number, "ended"))
        for step in (1, 2, 5, 10):
            store.add_weights(f"r{number}", step, bytes(900_000))
    assert store.used() <= 10 * MEGABYTE and [one.id for one in store.rows()][0] == "r4"
    assert "r0" not in {one.id for one in store.rows()}
    for one in store.rows():
        store.delete(one.id)
    assert store.used() < 100_000 and not store.rows()


def test_a_deleted_run_leaves_nothing_and_accepts_nothing(store):
    store.put(row("a"))
    store.add_updates("a", CHUNK)
    store.delete("a")
    assert store.chunks("a") == []
    with pytest.raises(sqlite3.IntegrityError):
        store.add_updates("a", CHUNK)


def test_clearing_a_run_deletes_its_numbers(store):
    store.put(row("a"))
    store.add_updates("a", CHUNK)
    store.add_weights("a", 1, b"x")
    store.clear("a")
    assert store.chunks("a") == [] and store.steps("a") == [] and store.row("a")


def test_a_file_is_locked_by_one_server(store, tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(tmp_path / "deep" / "runs.sqlite", MEGABYTE)


def test_a_file_of_another_version_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(StoreError, match="version 99"):
        Store(path, MEGABYTE)
