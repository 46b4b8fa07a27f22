"""A database of an earlier version: tables, columns and JSON keys stand here literally, as that version wrote them."""

import json
import sqlite3
import zipfile
import zlib
from io import BytesIO

import numpy as np
import pytest
from safetensors.numpy import save

from explainer.runs.reader import read_run
from explainer.runs.registry import Registry

SCHEMA = """
CREATE TABLE runs (id TEXT PRIMARY KEY, made REAL, state TEXT, row TEXT, columns INTEGER, series BLOB);
CREATE TABLE updates (run TEXT REFERENCES runs ON DELETE CASCADE, first INTEGER, seeds INTEGER, data BLOB);
CREATE TABLE looks (run TEXT REFERENCES runs ON DELETE CASCADE, step INTEGER, mark TEXT, look BLOB);
CREATE TABLE weights (run TEXT REFERENCES runs ON DELETE CASCADE, step INTEGER, data BLOB);
PRAGMA user_version = 1;
"""
RECIPE = {
    "task": "recall", "settings": {"gap": 10, "symbols": 8, "filler": "noise"}, "cell": "GRU", "text": "", "m": 8,
    "layers": 1, "seed": 7, "seeds": 1, "start": "uniform", "scale": 1.0, "keep": "1", "optimiser": "adam",
    "rate": 0.01, "momentum": 0.9, "schedule": "constant", "clip": "norm", "limit": 1.0, "batch": 16, "updates": 3,
    "chunk": 0, "grow": 0, "patience": 0, "early": False, "dropout": 0.0, "zoneout": 0.0, "learned_start": False,
    "device": "cpu", "precision": "float32",
}  # fmt: skip
LATER = {
    "embedding": 0,
    "teacher_forcing": 1.0,
    "forcing_schedule": "constant",
    "own_batches": False,
}  # fields that a recipe has now
BEGUN = {"parameters": 624, "tokens": 176, "device": "cpu", "baseline": 0.125, "solved": 0.99, "metric": "accuracy",
         "updates": 3}  # fmt: skip
ROW = {
    "id": "a1b2c3d4e5", "owner": "me", "recipe": RECIPE, "race": "f00d", "made": 1700000000.5,
    "versions": {"torch": "2.6.0"}, "state": "ended", "place": 0, "reason": "done", "sentence": "All was done.",
    "note": "", "step": 3, "rate": 0.02, "metric": [0.75], "begun": BEGUN, "hand": [[2, 0.02]], "size": 99,
}  # fmt: skip
MARK = {"kind": "look", "step": 3, "metric": [0.75], "saturation": {"z": [0.25, 0.5]}}
LOOK = {**MARK, "said": [0.25, 0.75], "truth": [1.0], "values": {"z": {"shape": [1, 1], "data": "AACAPw=="}}}
UPDATES = np.array([[0.01, 2.0, 1.0], [0.01, 1.0, 0.5], [0.02, 0.5, 0.25]], "<f4")


@pytest.fixture
def folder(tmp_path):
    database = sqlite3.connect(tmp_path / "runs.sqlite")
    database.executescript(SCHEMA)
    interrupted = {**ROW, "id": "zzzzzzzzzz", "state": "running", "reason": "", "sentence": "", "made": 1.0}
    for row in (ROW, interrupted):
        values = (row["id"], row["made"], row["state"], json.dumps(row), 0, b"")
        database.execute("INSERT INTO runs (id, made, state, row, columns, series) VALUES (?, ?, ?, ?, ?, ?)", values)
    run = ROW["id"]
    database.execute("INSERT INTO updates (run, first, seeds, data) VALUES (?, 1, 1, ?)", (run, UPDATES.tobytes()))
    packed = zlib.compress(json.dumps(LOOK).encode())
    database.execute("INSERT INTO looks (run, step, mark, look) VALUES (?, 3, ?, ?)", (run, json.dumps(MARK), packed))
    weights = save({"0.W_z": np.ones((1, 8, 8), "f4")}, {"recipe": json.dumps(RECIPE), "step": "3"})
    database.execute("INSERT INTO weights (run, step, data) VALUES (?, 3, ?)", (run, weights))
    database.commit()
    database.close()
    return tmp_path


@pytest.fixture
def registry(folder):
    registry = Registry(folder)
    yield registry
    registry.close()


def test_its_runs_are_listed_with_all_that_was_stored(registry):
    rows = {row.id: row for row in registry.rows()}
    row = rows["a1b2c3d4e5"]
    assert (row.group, row.created, row.queue_position, row.manual_rates) == ("f00d", 1700000000.5, 0, ((2, 0.02),))
    assert row.started == BEGUN and row.metric == (0.75,) and row.recipe.settings["gap"] == 10 and row.size == 99
    assert rows["zzzzzzzzzz"].state == "ended" and rows["zzzzzzzzzz"].reason == "stopped"


def test_its_messages_are_those_that_the_browser_reads(registry):
    state, started, updates, probe, ended = map(json.loads, registry.run_log("a1b2c3d4e5").history())
    assert state == {
        "run": "a1b2c3d4e5", "kind": "state", "state": "ended", "place": 0, "reason": "done",
        "sentence": "All was done.", "note": "", "step": 3, "rate": 0.02, "race": "f00d",
        "recipe": RECIPE | LATER, "prompt": {},
    }  # fmt: skip
    assert started == {**BEGUN, "run": "a1b2c3d4e5", "kind": "begun"}
    assert updates["loss"] == [[2.0], [1.0], [0.5]] and (updates["from"], updates["to"]) == (1, 3)
    assert probe == {"run": "a1b2c3d4e5", **LOOK}
    assert ended["kind"] == "ended" and ended["metric"] == [0.75]


def test_its_weights_and_download_are_read(registry, folder):
    assert registry.weights("a1b2c3d4e5", 3)["0.W_z"].shape == (1, 8, 8)
    with zipfile.ZipFile(BytesIO(registry.export("a1b2c3d4e5"))) as file:
        recipe = json.loads(file.read("recipe.json"))
    assert recipe["hand"] == [[2, 0.02]] and recipe["begun"] == BEGUN and recipe["recipe"] == RECIPE | LATER
    assert read_run(folder / "runs.sqlite", "a1b2c3d4e5").steps == (3,)


def test_what_is_stored_now_has_the_same_names(registry, folder):
    registry.note_manual_rate("a1b2c3d4e5", 0.5)
    registry.store("a1b2c3d4e5")  # waits until everything is written
    database = sqlite3.connect(f"{(folder / 'runs.sqlite').as_uri()}?mode=ro", uri=True)
    (text,) = database.execute("SELECT row FROM runs WHERE id = 'a1b2c3d4e5'").fetchone()
    database.close()
    later = {
        "prompt": {},
        "seconds": 0.0,
        "solved_at": [],
        "solved_metric": [],
        "recipe": RECIPE | LATER,
    }  # what came later
    assert json.loads(text) == {**ROW, "hand": [[2, 0.02], [3, 0.5]], **later}
