import io

import numpy as np
import pandas as pd

from explainer.figures.tables import csv, frame, npz
from explainer.numerics.backward import backward
from tests.conftest import small_run


def test_the_frame_is_long_and_counts_from_1():
    run = small_run("GRU")
    table = frame(run)
    assert list(table.columns) == ["layer", "t", "name", "unit", "value"]
    row = table[(table.layer == 2) & (table.t == 3) & (table.name == "z") & (table.unit == 4)]
    assert row.value.item() == run.layers[1].values["z"][2, 3]
    assert len(table) == sum(array.size for layer in run.layers for array in layer.values.values())


def test_csv_keeps_every_digit():
    run = small_run("RNN")
    table = pd.read_csv(io.BytesIO(csv(run)))
    assert np.abs(table.value - frame(run).value).max() < 1e-15
    assert repr(float(frame(run).value.iloc[0])) in csv(run).decode()


def test_npz_has_values_and_parameters():
    run = small_run("LSTM")
    with np.load(io.BytesIO(npz(run)), allow_pickle=False) as file:
        assert np.array_equal(file["layer2/f"], run.layers[1].values["f"])
        assert np.array_equal(file["layer1/W_f"], run.layers[0].layer.params["W_f"])


def test_gradients_are_tables_too():
    run = small_run("GRU")
    found = backward(run, {"h": np.ones_like(run.output)})
    table = frame(found)
    row = table[(table.layer == 1) & (table.t == 2) & (table.name == "r") & (table.unit == 3)]
    assert row.value.item() == found.layers[0].values["r"][1, 2]
    with np.load(io.BytesIO(npz(found)), allow_pickle=False) as file:
        assert np.array_equal(file["layer2/h"], found.layers[1].values["h"])
        assert np.array_equal(file["layer1/U_z"], found.layers[0].params["U_z"])
