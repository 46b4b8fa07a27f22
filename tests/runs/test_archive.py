import csv
import io
import json
import zipfile

import numpy as np
import pytest
from safetensors.numpy import load, save

from explainer.runs.archive import pack_run
from explainer.runs.chunk import Chunk
from explainer.runs.row import Row
from explainer.runs.store import Store
from explainer.training.recipe import Recipe


@pytest.fixture
def store():
    store = Store(None, 10_000_000)
    yield store
    store.close()


def test_the_zip_file_has_recipe_metrics_series_and_weights(store):
    row = Row("a", "my secret", Recipe(cell="GRU", seeds=2), versions={"torch": "2"}, manual_rates=((2, 0.5),))
    store.put(row, 2, np.arange(4.0).tobytes())
    numbers = np.array([[0.01, 0.5, 0.25, 1, 2], [0.01, np.nan, 0.125, 3, 4]], "<f4")
    store.add_updates("a", Chunk(1, numbers))
    store.add_updates("a", Chunk(3, numbers[:1]))
    store.add_probe("a", 2, '{"metric": [0.75, 1.0]}', b"{}")
    store.add_weights("a", 100, save({"0.W_f": np.eye(3, dtype="f4")}))
    with zipfile.ZipFile(io.BytesIO(pack_run(store, row))) as archive:
        assert archive.testzip() is None
        recipe = json.loads(archive.read("recipe.json"))
        lines = list(csv.reader(io.StringIO(archive.read("metrics.csv").decode())))
        weights = load(archive.read("weights/step-000100.safetensors"))
        series = archive.read("series.csv").decode()
    assert recipe["recipe"]["cell"] == "GRU" and recipe["versions"] == {"torch": "2"} and recipe["hand"] == [[2, 0.5]]
    assert "my secret" not in json.dumps(recipe)
    assert lines[0] == ["update", "rate", "loss of start 1", "loss of start 2", "norm of start 1", "norm of start 2",
                        "metric of start 1", "metric of start 2"]  # fmt: skip
    assert lines[1] == ["1", "0.01", "0.5", "0.25", "1.0", "2.0", "", ""]
    assert lines[2] == ["2", "0.01", "", "0.125", "3.0", "4.0", "0.75", "1.0"] and lines[3][0] == "3"
    assert weights["0.W_f"].tolist() == np.eye(3).tolist() and series == "column 1,column 2\n0.0,1.0\n2.0,3.0\n"


def test_a_run_without_updates_has_a_zip_file_too(store):
    row = Row("a", "me", Recipe())
    store.put(row)
    with zipfile.ZipFile(io.BytesIO(pack_run(store, row))) as archive:
        assert set(archive.namelist()) == {"recipe.json", "metrics.csv"}
