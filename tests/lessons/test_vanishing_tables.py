import csv
import io

import numpy as np

from explainer.lessons.vanishing_gradients import MAP_LENGTHS, MAP_RADII, Setting, measure_gradients
from explainer.lessons.vanishing_sentences import format_share
from explainer.lessons.vanishing_tables import curves_csv, maps_csv, table

SETTING = Setting(length=30, m=3)
MEASURED = {cell: measure_gradients(cell, SETTING) for cell in SETTING.cells}


def test_the_table_has_the_first_step_and_some_between():
    lines = table(MEASURED).splitlines()
    assert lines[0] == "| steps back | RNN | LSTM | GRU |"
    assert lines[-1].split(" | ")[0] == "| 29"
    assert lines[-1].split(" | ")[2] == format_share(float(MEASURED["LSTM"].shares[0]))
    assert lines[2].split(" | ")[1] == format_share(float(MEASURED["RNN"].shares[-2]))


def test_the_curves_are_written_in_full():
    rows = list(csv.DictReader(io.StringIO(curves_csv(MEASURED))))
    assert [row["step"] for row in rows] == [str(step) for step in range(1, 31)]
    assert np.array_equal([float(row["GRU"]) for row in rows], MEASURED["GRU"].norms)


def test_the_maps_are_written_in_full():
    shares = np.random.default_rng(0).random((len(MAP_LENGTHS), len(MAP_RADII)))
    rows = list(csv.DictReader(io.StringIO(maps_csv({"RNN": shares, "GRU": -shares}))))
    assert len(rows) == 2 * shares.size
    assert rows[1] == {"cell": "RNN", "radius": "0.2", "length": "2", "share": str(shares[0, 1])}
