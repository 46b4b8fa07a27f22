import json
import zipfile
from pathlib import Path

import h5py
import pytest

from explainer.torch_models.files.keras_cell_list import KerasCell, cells_of

FILES = Path(__file__).parent / "fixtures"


def layers_of(file: str) -> list[dict]:
    with zipfile.ZipFile(FILES / file) as archive:
        return json.loads(archive.read("config.json"))["config"]["layers"]


def paths_of(file: str) -> set[str]:
    """Return the groups of arrays in the weights that Keras wrote."""
    found: set[str] = set()
    with zipfile.ZipFile(FILES / file) as archive, h5py.File(archive.open("model.weights.h5")) as weights:
        weights.visititems(
            lambda path, one: found.add(path.rpartition("/")[0]) if isinstance(one, h5py.Dataset) else None
        )
    return found


def test_a_layer_is_its_own_only_cell():
    settings = {"units": 4, "name": "a"}
    assert cells_of("LSTM", settings) == [KerasCell("LSTM", settings, "cell/vars", "")]


def test_the_paths_of_all_cells_are_those_that_keras_wrote():
    (layer,) = [one for one in layers_of("keras_cells.keras") if one["class_name"] == "RNN"]
    cells = cells_of("RNN", layer["config"])
    assert [(one.kind, one.name, one.settings["units"]) for one in cells] == [("LSTM", "a", 4), ("LSTM", "b", 5)]
    assert {f"layers/rnn/{one.path}" for one in cells} <= paths_of("keras_cells.keras")


def test_one_cell_of_an_rnn_is_no_list():
    (layer,) = [one for one in layers_of("keras_cells_both.keras") if one["class_name"] == "RNN"]
    (cell,) = cells_of("RNN", layer["config"])
    assert (cell.kind, cell.path) == ("LSTM", "cell/vars")
    assert f"layers/rnn/{cell.path}" in paths_of("keras_cells_both.keras")


@pytest.mark.parametrize("names", [("a", "a", "b"), (None, None, None)])
def test_cells_of_one_class_are_numbered_and_names_are_distinct(names):
    listed = [
        {"class_name": kind, "config": {"units": 2} | ({"name": name} if name else {})}
        for kind, name in zip(("GRUCell", "GRUCell", "PeepholeCell"), names, strict=True)
    ]
    cells = cells_of("RNN", {"cell": {"class_name": "StackedRNNCells", "config": {"cells": listed}}})
    assert [one.kind for one in cells] == ["GRU", "GRU", "PeepholeCell"]  # an unknown class keeps its name
    assert [one.path for one in cells[:2]] == ["cell/cells/gru_cell/vars", "cell/cells/gru_cell_1/vars"]
    assert len({one.name for one in cells}) == 3
