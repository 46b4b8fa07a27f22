import csv
import io

import numpy as np

from explainer.lessons.vanishing_gradients import ACROSS, UPWARDS, Setting, measure
from explainer.lessons.vanishing_sentences import spell
from explainer.lessons.vanishing_tables import curves, maps, table

SETTING = Setting(length=30, m=3)
REACHES = {cell: measure(cell, SETTING) for cell in SETTING.cells}


def test_the_table_holds_the_first_step_and_some_between():
    lines = table(REACHES).splitlines()
    assert lines[0] == "| steps back | RNN | LSTM | GRU |"
    assert lines[-1].split(" | ")[0] == "| 29"
    assert lines[-1].split(" | ")[2] == spell(float(REACHES["LSTM"].shares[0]))
    assert lines[2].split(" | ")[1] == spell(float(REACHES["RNN"].shares[-2]))


def test_the_curves_are_written_in_full():
    rows = list(csv.DictReader(io.StringIO(curves(REACHES))))
    assert [row["step"] for row in rows] == [str(step) for step in range(1, 31)]
    assert np.array_equal([float(row["GRU"]) for row in rows], REACHES["GRU"].lengths)


def test_the_maps_are_written_in_full():
    shares = np.random.default_rng(0).random((len(UPWARDS), len(ACROSS)))
    rows = list(csv.DictReader(io.StringIO(maps({"RNN": shares, "GRU": -shares}))))
    assert len(rows) == 2 * shares.size
    assert rows[1] == {"cell": "RNN", "radius": "0.2", "length": "2", "share": str(shares[0, 1])}
